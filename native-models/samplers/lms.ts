import { combine, slopeAt } from '../latent.ts';
import { type Past, remember, weighted } from './history.ts';
import { integral, lagrangeBasis } from './polynomial.ts';
import type { Sampler } from './sampler.ts';

/**
 * Adams–Bashforth over uneven steps: x′ = x + ∫ P(σ)dσ, P the polynomial through the last slopes (k-diffusion `sample_lms`; diffusers'
 * LMSDiscreteScheduler). Order up to 4, one network call a step.
 */
export const lms = ({ order = 4 }: { order?: number } = {}): Sampler =>
  async function* ({ denoise, x, sigmas, signal }) {
    const count = sigmas.length - 1;
    let slopes: readonly Past[] = [];
    for (let index = 0; index < count; index++) {
      const sigma = sigmas[index]!;
      const sigmaNext = sigmas[index + 1]!;
      const denoised = await denoise(x, sigma, signal);
      slopes = remember(slopes, sigma, slopeAt(x, denoised, sigma), order);
      const weights = lagrangeBasis(slopes.map((past) => past.sigma - sigma)).map((basis) => integral(basis, sigmaNext - sigma));
      x = combine([1, x], ...weighted(slopes, weights));
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
