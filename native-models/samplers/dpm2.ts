import { addScaled, slopeAt } from '../latent.ts';
import { type Churn, noChurn, raise, raisedSigma } from './churn.ts';
import { partWay } from './dpm-inner.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/**
 * The slope at the geometric mean of σ̂ and σ′ carries the whole step; plain Euler where σ′ = 0 (k-diffusion `sample_dpm_2`, inspired by
 * DPM-Solver-2; diffusers' KDPM2DiscreteScheduler without churn). Order 2, two network calls a step and one in the last.
 */
export const dpm2 = (options: Partial<Churn> = {}): Sampler => {
  const settings = { ...noChurn, ...options };
  return memoryless(async ({ denoise, x, count, sigma, sigmaNext, noise, signal }) => {
    const sigmaHat = raisedSigma(settings, sigma, count);
    const xHat = raise(settings, x, sigma, sigmaHat, noise);
    const denoised = await denoise(xHat, sigmaHat, signal);
    let slope = slopeAt(xHat, denoised, sigmaHat);
    if (sigmaNext > 0) {
      const middle = partWay(sigmaHat, sigmaNext, 1 / 2);
      const halfway = addScaled(xHat, middle - sigmaHat, slope);
      slope = slopeAt(halfway, await denoise(halfway, middle, signal), middle);
    }
    x = addScaled(xHat, sigmaNext - sigmaHat, slope);
    return { x, denoised };
  });
};
