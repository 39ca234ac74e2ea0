import { combine } from '../../latent.ts';
import { guidancePiece } from './piece.ts';

/** Autoguidance (Karras et al., 2024): D = D_bad + w·(D_good − D_bad), a weaker model under the same prompt in the place of the unconditional one. */
export const autoguidance = guidancePiece({
  id: 'autoguidance@1',
  label: 'Autoguidance',
  explanation:
    'Goes from a weaker model’s prediction towards this model’s and beyond: sharper without losing variety; needs a second model.',
  scale: { label: 'Guidance', min: 0, max: 10, default: 2 },
  conditions: ['positive', 'weak'],
  options: {},
  open: () => ({
    needs: ({ scale }) => {
      if (scale === 1) return ['positive'];
      return scale === 0 ? ['weak'] : ['weak', 'positive'];
    },
    combine: (predictions, { scale }) => combine([1 - scale, predictions('weak')], [scale, predictions('positive')]),
  }),
});
