import { addScaled, slopeAt } from '../latent.ts';
import { type Ancestral, ancestralStep, fullyAncestral, renoise } from './ancestral.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/**
 * Euler down to σ_down, then noise up to σ′ (k-diffusion `sample_euler_ancestral`; diffusers' EulerAncestralDiscreteScheduler is η = 1).
 * Order 1, one network call a step, stochastic: never converges in the number of steps. `rule: 'flow'` is ComfyUI's `sample_euler_ancestral_RF`.
 */
export const eulerAncestral = (options: Partial<Ancestral> = {}): Sampler => {
  const settings = { ...fullyAncestral, ...options };
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const denoised = await denoise(x, sigma, signal);
    const { down, up } = ancestralStep(settings, sigma, sigmaNext);
    x = addScaled(x, down - sigma, slopeAt(x, denoised, sigma));
    x = renoise(settings, x, up, sigma, sigmaNext, noise);
    return { x, denoised };
  });
};
