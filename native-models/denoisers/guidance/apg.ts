import { combine } from '../../latent.ts';
import { pairNeeds, pairScale } from './cfg.ts';
import { guidancePiece } from './piece.ts';
import { dot } from './vectors.ts';

/**
 * Adaptive projected guidance (Sadat et al., 2024, algorithm 1), on D: Δ ← Δ + βΔ₋₁; Δ ← Δ·min(1, r/‖Δ‖); Δ = Δ∥ + Δ⊥ about D_c;
 * D = D_c + (w − 1)·(Δ⊥ + ηΔ∥). The running Δ goes from call to call of one run. diffusers' default instead adds w times the update to D_u;
 * its `use_original_formulation` is the paper's form with w one less.
 */
export const apg = guidancePiece({
  id: 'apg@1',
  label: 'APG',
  explanation: 'Adaptive projected guidance: drops the part of guidance that only saturates, so that large scales stay natural.',
  scale: pairScale,
  conditions: ['positive', 'negative'],
  options: {
    eta: {
      kind: 'number',
      label: 'Parallel part',
      explanation: 'How much of the saturating part stays: 1 is plain guidance, 0 none of it.',
      min: 0,
      max: 1,
      step: 0.05,
      default: 0,
    },
    radius: {
      kind: 'number',
      label: 'Radius',
      explanation: 'The largest length of the guidance step; 0 is no limit.',
      min: 0,
      max: 1000,
      step: 0.5,
      default: 15,
    },
    momentum: {
      kind: 'number',
      label: 'Momentum',
      explanation: 'How much of the step before is added; negative turns away from where it went.',
      min: -1,
      max: 1,
      step: 0.05,
      default: -0.5,
    },
    form: {
      kind: 'choice',
      label: 'Form',
      explanation: 'Adds to the positive prediction as in the paper, or to the negative one as diffusers does.',
      choices: ['paper', 'diffusers'],
      default: 'paper',
    },
  },
  open: ({ eta, radius, momentum, form }, { memory }) => ({
    needs: pairNeeds,
    combine: (predictions, { scale }) => {
      const [negative, positive] = [predictions('negative'), predictions('positive')];
      const step = combine([1, positive], [-1, negative]);
      const running = memory.held === null ? step : combine([1, step], [momentum, memory.held]);
      memory.held = running;
      const length = Math.sqrt(dot(running, running));
      const limit = radius > 0 ? Math.min(1, radius / length) : 1;
      const along = (limit * dot(running, positive)) / dot(positive, positive);
      // Δ⊥ + ηΔ∥ = Δ + (η − 1)·Δ∥
      const base = form === 'paper' ? positive : negative;
      const weight = form === 'paper' ? scale - 1 : scale;
      return combine([1, base], [weight * limit, running], [weight * (eta - 1) * along, positive]);
    },
  }),
});
