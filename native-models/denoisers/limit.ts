import type { Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';

/** What is done to a predicted picture before it is used. */
export type Limit =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'clip'; range: number }>
  /** Dynamic thresholding of pixel models (Saharia et al., 2022, §2.3). */
  | Readonly<{ kind: 'threshold'; ratio: number; most: number }>;

/** The q-quantile with linear interpolation, as numpy and torch count it. */
export const quantile = (values: Latent, q: number): number => {
  const sorted = values.toSorted();
  const place = q * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
};

const clamp = (x: Latent, most: number): Latent => x.map((value) => Math.min(Math.max(value, -most), most));

export const applyLimit = (limit: Limit, denoised: Latent): Latent => {
  switch (limit.kind) {
    case 'none':
      return denoised;
    case 'clip':
      return clamp(denoised, limit.range);
    case 'threshold': {
      const scale = Math.min(Math.max(quantile(denoised.map(Math.abs), limit.ratio), 1), limit.most);
      return clamp(denoised, scale).map((value) => value / scale);
    }
  }
};

/** Limits the picture; what a denoiser says beyond it (a variance) stays. */
export const limited =
  (limit: Limit, denoise: Denoise): Denoise =>
  async (x, sigma, signal) => {
    const said = await denoise(x, sigma, signal);
    if (said.length === x.length) return applyLimit(limit, said);
    const kept = said.slice();
    kept.set(applyLimit(limit, said.subarray(0, x.length)));
    return kept;
  };
