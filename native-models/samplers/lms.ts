import { combine, slopeAt } from '../latent.ts';
import { type Past, remember, weighted } from './history.ts';
import { integral, lagrangeBasis } from './polynomial.ts';
import type { Sampler } from './sampler.ts';
import { alongSigmas } from './stepwise.ts';

export type Lms = Readonly<{
  order: number;
  /** Sigmas before the first, newest first, that count as known although their slopes are not, and so are taken as 0: diffusers in image-to-image. */
  missed: readonly number[];
}>;

/**
 * Adams–Bashforth over uneven steps: x′ = x + ∫ P(σ)dσ, P the polynomial through the last slopes (k-diffusion `sample_lms`; diffusers'
 * LMSDiscreteScheduler). Order up to 4, one network call a step.
 */
export const lms = (options: Partial<Lms> = {}): Sampler => {
  const { order, missed } = { order: 4, missed: [], ...options };
  return alongSigmas<readonly Past[]>([], async ({ denoise, x, sigma, sigmaNext, signal, memory: slopes }) => {
    const denoised = await denoise(x, sigma, signal);
    slopes = remember(slopes, sigma, slopeAt(x, denoised, sigma), order);
    const places = [...slopes.map((past) => past.sigma), ...missed].slice(0, order).map((place) => place - sigma);
    const weights = lagrangeBasis(places).map((basis) => integral(basis, sigmaNext - sigma));
    x = combine([1, x], ...weighted(slopes, weights.slice(0, slopes.length)));
    return { x, denoised, memory: slopes };
  });
};
