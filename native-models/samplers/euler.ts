import { addScaled, slopeAt } from '../latent.ts';
import { type Churn, enter, type Reread } from './churn.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/**
 * x′ = x̂ + (σ′ − σ̂)·(x̂ − D)/σ̂: Euler on dx/dσ = (x − D)/σ, with algorithm 2's churn (Karras et al., 2022; k-diffusion `sample_euler`).
 * Order 1, one network call a step. With `reread`, the network is asked at x before the churn and its answer is read again at x̂: what diffusers'
 * EulerDiscreteScheduler and EDMEulerScheduler do, because their caller owns the network. Without churn both are the same.
 */
export const euler = (options: Partial<Churn> & { reread?: Reread } = {}): Sampler =>
  memoryless(async ({ denoise, x, count, sigma, sigmaNext, noise, signal }) => {
    const { sigmaHat, xHat, denoised } = await enter(options, { denoise, x, sigma, count, noise, signal });
    x = addScaled(xHat, sigmaNext - sigmaHat, slopeAt(xHat, denoised, sigmaHat));
    return { x, denoised };
  });
