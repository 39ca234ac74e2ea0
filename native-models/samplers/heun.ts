import { addScaled, slopeAt } from '../latent.ts';
import { type Churn, enter, type Reread } from './churn.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/**
 * Karras et al. (2022), algorithm 2: an Euler step, then the mean of the slopes at both ends; plain Euler where σ′ = 0.
 * Order 2, two network calls a step and one in the last (k-diffusion `sample_heun`; diffusers' HeunDiscreteScheduler is the same without churn).
 * With `reread` the network is asked before the churn, as in `euler`: diffusers' FlowMatchHeunDiscreteScheduler.
 */
export const heun = (options: Partial<Churn> & { reread?: Reread } = {}): Sampler =>
  memoryless(async ({ denoise, x, count, sigma, sigmaNext, noise, signal }) => {
    // increase noise temporarily, then an Euler step
    const { sigmaHat, xHat, denoised } = await enter(options, { denoise, x, sigma, count, noise, signal });
    const slope = slopeAt(xHat, denoised, sigmaHat);
    x = addScaled(xHat, sigmaNext - sigmaHat, slope);
    // 2nd order correction
    if (sigmaNext > 0) {
      const slopeNext = slopeAt(x, await denoise(x, sigmaNext, signal), sigmaNext);
      x = addScaled(xHat, (sigmaNext - sigmaHat) / 2, addScaled(slope, 1, slopeNext));
    }
    return { x, denoised };
  });
