import { combine } from '../../latent.ts';
import type { Method, Point } from './guidance.ts';
import { guidancePiece } from './piece.ts';

/** The pair where both count: at scale 1 the positive prompt is alone, at 0 the negative one. */
export const pairNeeds = ({ scale }: Point): ReturnType<Method['needs']> => {
  if (scale === 1) return ['positive'];
  return scale === 0 ? ['negative'] : ['negative', 'positive'];
};

export const pairScale = { label: 'Guidance', min: 0, max: 30, default: 7.5 } as const;

/** D = D_u + w·(D_c − D_u) (Ho & Salimans, 2022). Linear, so that it is the same on D as on what the network says. */
export const cfg = guidancePiece({
  id: 'cfg@1',
  label: 'CFG',
  explanation: 'Classifier-free guidance: goes from the negative prompt towards the positive one and beyond.',
  scale: pairScale,
  conditions: ['positive', 'negative'],
  options: {},
  open: () => ({
    needs: pairNeeds,
    combine: (predictions, { scale }) => combine([1 - scale, predictions('negative')], [scale, predictions('positive')]),
  }),
});
