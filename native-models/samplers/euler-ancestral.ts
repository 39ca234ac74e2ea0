import { addScaled, slopeAt } from '../latent.ts';
import { type Ancestral, ancestralStep, fullyAncestral, renoise } from './ancestral.ts';
import type { Sampler } from './sampler.ts';

/**
 * Euler down to σ_down, then noise up to σ′ (k-diffusion `sample_euler_ancestral`; diffusers' EulerAncestralDiscreteScheduler is η = 1).
 * Order 1, one network call a step, stochastic: never converges in the number of steps. `rule: 'flow'` is ComfyUI's `sample_euler_ancestral_RF`.
 */
export const eulerAncestral = (options: Partial<Ancestral> = {}): Sampler =>
  async function* ({ denoise, x, sigmas, noise, signal }) {
    const settings = { ...fullyAncestral, ...options };
    const count = sigmas.length - 1;
    for (let index = 0; index < count; index++) {
      const sigma = sigmas[index]!;
      const sigmaNext = sigmas[index + 1]!;
      const denoised = await denoise(x, sigma, signal);
      const { down, up } = ancestralStep(settings, sigma, sigmaNext);
      x = addScaled(x, down - sigma, slopeAt(x, denoised, sigma));
      x = renoise(settings, x, up, sigma, sigmaNext, noise);
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
