import { combine } from '../../latent.ts';
import type { Method, Point } from './guidance.ts';
import { guidancePiece } from './piece.ts';

/** w = λ·σ/(σ − σʹ): at the last step, where σʹ = 0, λ itself. */
const scaleOf = ({ scale, sigma, sigmaNext }: Point): number => (scale * sigma) / (sigma - sigmaNext);

const needs: Method['needs'] = (point) => {
  const w = scaleOf(point);
  if (w === 1) return ['positive'];
  return w === 0 ? ['negative'] : ['negative', 'positive'];
};

/**
 * CFG++ (Chung et al., 2024): D = D_u + λΔ, renoised with the unconditional direction, xʹ = D + σʹ·(x − D_u)/σ.
 *
 * A sampler renoises with the D that it is given. Asking for the D̃ whose Euler step ends there, D̃ + (σʹ/σ)(x − D̃) = xʹ, gives
 * D̃ = D_u + Δ·λσ/(σ − σʹ): CFG whose scale follows the schedule. So it is exact with `euler@1` and `ddim@1` (η = 0), needs no sampler of its own,
 * and with other samplers means that same scale; their separate `*_cfg_pp` forms elsewhere differ in the higher-order and noise terms.
 */
export const cfgPlusPlus = guidancePiece({
  id: 'cfg-plus-plus@1',
  label: 'CFG++',
  explanation: 'Guidance that stays on the data: a scale between 0 and 1 whose strength follows the steps; made for Euler and DDIM.',
  scale: { label: 'Lambda', min: 0, max: 1, default: 0.6 },
  conditions: ['positive', 'negative'],
  options: {},
  open: () => ({
    needs,
    combine: (predictions, point) => {
      const w = scaleOf(point);
      return combine([1 - w, predictions('negative')], [w, predictions('positive')]);
    },
  }),
});
