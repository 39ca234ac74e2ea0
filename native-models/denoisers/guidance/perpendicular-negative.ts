import { combine } from '../../latent.ts';
import type { Method } from './guidance.ts';
import { guidancePiece } from './piece.ts';
import { dot } from './vectors.ts';

/**
 * Perp-Neg (Armandpour et al., 2023): D = D_∅ + w(Δp − k·Δn⊥), Δp = D_p − D_∅, Δn = D_n − D_∅, Δn⊥ = Δn − (⟨Δn, Δp⟩/‖Δp‖²)·Δp. Three network calls.
 * Only what the negative prompt does not share with the positive one is pushed away.
 */
export const perpendicularNegative = guidancePiece({
  id: 'perpendicular-negative@1',
  label: 'Perp-Neg',
  explanation: 'A negative prompt that cannot take away what the positive one asks for; three network calls in place of two.',
  scale: { label: 'Guidance', min: 0, max: 30, default: 7.5 },
  conditions: ['positive', 'negative', 'empty'],
  options: {
    negativeScale: {
      kind: 'number',
      label: 'Negative weight',
      explanation: 'How strongly the negative prompt pushes away.',
      min: 0,
      max: 10,
      step: 0.1,
      default: 1,
    },
  },
  open: ({ negativeScale }) => {
    const needs: Method['needs'] = ({ scale }) => {
      if (scale === 0) return ['empty'];
      if (negativeScale > 0) return ['empty', 'negative', 'positive'];
      return scale === 1 ? ['positive'] : ['empty', 'positive'];
    };
    return {
      needs,
      combine: (predictions, point) => {
        const { scale } = point;
        const empty = predictions('empty');
        const towards = combine([1, predictions('positive')], [-1, empty]);
        if (!needs(point).includes('negative')) return combine([1, empty], [scale, towards]);
        const away = combine([1, predictions('negative')], [-1, empty]);
        const length = dot(towards, towards);
        const shared = length > 0 ? dot(away, towards) / length : 0;
        return combine([1, empty], [scale * (1 + negativeScale * shared), towards], [-scale * negativeScale, away]);
      },
    };
  },
});
