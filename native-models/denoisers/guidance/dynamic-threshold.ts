import { combine, type Latent } from '../../latent.ts';
import { applyLimit, quantile } from '../limit.ts';
import { pairNeeds, pairScale } from './cfg.ts';
import { guidancePiece } from './piece.ts';

const mean = (x: Latent): number => x.reduce((sum, value) => sum + value, 0) / x.length;
const centred = (x: Latent): Latent => {
  const middle = mean(x);
  return x.map((value) => value - middle);
};
const largest = (x: Latent): number => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * One channel of a latent: centred, clamped at s = max(Q_p|g|, max|m|), and shrunk so that s becomes max|m|, the reach that the smaller
 * `mimic` scale has (mcmonkeyprojects/sd-dynamic-thresholding, "MEAN", "AD").
 */
const fitChannel = (guided: Latent, mimic: Latent, percentile: number): Latent => {
  const offsets = centred(guided);
  const reach = largest(centred(mimic));
  const limit = Math.max(quantile(offsets.map(Math.abs), percentile), reach);
  const middle = mean(guided);
  if (limit === 0) return guided;
  return offsets.map((value) => (Math.min(limit, Math.max(-limit, value)) / limit) * reach + middle);
};

/**
 * Dynamic thresholding. On pixels (Saharia et al., 2022, §2.3): s = max(1, Q_p|D|), D ← clip(D, ±s)/s. On latents, which have no range
 * of their own, each channel is brought to the reach that a smaller scale would give it.
 */
export const dynamicThreshold = guidancePiece({
  id: 'dynamic-threshold@1',
  label: 'Dynamic threshold',
  explanation: 'Guidance at large scales without burnt colours: extremes are pulled in at every step.',
  scale: pairScale,
  conditions: ['positive', 'negative'],
  options: {
    percentile: {
      kind: 'number',
      label: 'Percentile',
      explanation: 'The share of values that stays unclipped.',
      min: 0.5,
      max: 1,
      step: 0.005,
      default: 0.995,
    },
    mimicScale: {
      kind: 'number',
      label: 'Mimic scale',
      explanation: 'For latents: the guidance whose contrast is kept.',
      min: 0,
      max: 30,
      step: 0.5,
      default: 7,
    },
    space: {
      kind: 'choice',
      label: 'On',
      explanation: 'Whether the model denoises latents or pixels.',
      choices: ['latents', 'pixels'],
      default: 'latents',
    },
  },
  open: ({ percentile, mimicScale, space }, { channels }) => ({
    needs: pairNeeds,
    combine: (predictions, { scale }) => {
      const [negative, positive] = [predictions('negative'), predictions('positive')];
      const guided = combine([1 - scale, negative], [scale, positive]);
      if (space === 'pixels') return applyLimit({ kind: 'threshold', ratio: percentile, most: Infinity }, guided);
      if (scale === mimicScale) return guided;
      const mimic = combine([1 - mimicScale, negative], [mimicScale, positive]);
      const plane = guided.length / channels;
      const out = new Float64Array(guided.length);
      for (let start = 0; start < out.length; start += plane) {
        out.set(fitChannel(guided.subarray(start, start + plane), mimic.subarray(start, start + plane), percentile), start);
      }
      return out;
    },
  }),
});
