import { linspace, roundHalfEven } from './ranges.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** Which of the trained timesteps a run visits, in diffusers' words. */
export type Spacing = 'leading' | 'linspace' | 'trailing';

export type SpacingRule = Readonly<{
  spacing: Spacing;
  /** Added to `leading` timesteps, so that the last one is not 0. */
  offset: number;
  /** 1 where the count includes the end that is then dropped, as in the DPM-Solver family: n + 1 points, the last left out. */
  spare: 0 | 1;
  /** Timesteps from here on are not visited (`lambda_min_clipped`). */
  trained: number;
  last: number;
  rounding: 'whole' | 'none';
}>;

/** From the highest timestep down. */
export const spacedTimesteps = ({ spacing, offset, spare, trained, last, rounding }: SpacingRule, steps: number): number[] => {
  if (steps > last) throw new Refusal(sentence('steps.too-many', { timesteps: last, steps }));
  switch (spacing) {
    case 'linspace': {
      const points = linspace(0, last - 1, steps + spare).map((t) => (rounding === 'whole' ? roundHalfEven(t) : t));
      return points.toReversed().slice(0, steps);
    }
    case 'leading': {
      const stride = Math.floor(last / (steps + spare));
      return Array.from({ length: steps }, (_, i) => (steps + spare - 1 - i) * stride + offset);
    }
    case 'trailing': {
      const stride = trained / steps;
      // numpy.arange's own count: rounding can make it one more than asked for
      return Array.from({ length: Math.ceil(last / stride) }, (_, i) => roundHalfEven(last - i * stride) - 1);
    }
  }
};
