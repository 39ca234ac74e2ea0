import { combine } from '../../latent.ts';
import { pairNeeds, pairScale } from './cfg.ts';
import { guidancePiece } from './piece.ts';
import { onRaw } from './rescale.ts';
import { dot } from './vectors.ts';

/** diffusers' guard against a prediction of zeros. */
const tiny = 1e-8;

/**
 * CFG-Zero* (Fan et al., 2025), on what the network says (the velocity of a flow model): s* = ⟨c, u⟩/‖u‖², s*u + w(c − s*u); the first
 * steps take a velocity of zero, which here is D = cSkip·x and costs no network call.
 */
export const cfgZeroStar = guidancePiece({
  id: 'cfg-zero-star@1',
  label: 'CFG-Zero*',
  explanation:
    'Guidance for flow models: scales the negative prediction to fit, and stands still in the first steps, where the model errs most.',
  scale: { ...pairScale, default: 4 },
  conditions: ['positive', 'negative'],
  options: {
    zeroSteps: {
      kind: 'number',
      label: 'Still steps',
      explanation: 'How many first steps stand still; about 4 % of the run.',
      min: 0,
      max: 100,
      step: 1,
      default: 1,
    },
  },
  open: ({ zeroSteps }, facts) => ({
    needs: (point) => (point.step < zeroSteps ? [] : pairNeeds(point)),
    combine: (predictions, point) => {
      if (point.step < zeroSteps) return combine([facts.precondition(point.sigma).cSkip, point.x]);
      return onRaw(facts, point, predictions('negative'), predictions('positive'), (u, c) => {
        const fit = dot(c, u) / (dot(u, u) + tiny);
        return combine([(1 - point.scale) * fit, u], [point.scale, c]);
      });
    },
  }),
});
