import { addScaled, type Latent, slopeAt } from '../latent.ts';
import { type Ancestral, ancestralStep, renoise } from './ancestral.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

export type Ddim = Readonly<{
  eta: number;
  /** Clips D where it is the picture, not where it gives the direction of the noise: diffusers' `clip_sample` and `thresholding`. */
  limit: (denoised: Latent) => Latent;
  /** Takes the direction from the clipped picture as well: `use_clipped_model_output`. */
  limitDirection: boolean;
}>;

/**
 * x′ = D + √(σ′² − σ_up²)·(x − D)/σ + σ_up·n: Song et al. (2021), eq. 12 divided by √ᾱ, where its σ(η) of eq. 16 becomes exactly the
 * ancestral σ_up. Order 1, one network call a step; η = 0 is the ODE and invertible, η = 1 is DDPM's variance (diffusers' DDIMScheduler).
 */
export const ddim = (options: Partial<Ddim> = {}): Sampler => {
  const { eta, limit, limitDirection } = { eta: 0, limit: (denoised: Latent) => denoised, limitDirection: false, ...options };
  const variance: Ancestral = { eta, sNoise: 1, rule: 'variance' };
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const denoised = await denoise(x, sigma, signal);
    const { down, up } = ancestralStep(variance, sigma, sigmaNext);
    const picture = limit(denoised);
    x = addScaled(picture, down, slopeAt(x, limitDirection ? picture : denoised, sigma));
    x = renoise(variance, x, up, sigma, sigmaNext, noise);
    return { x, denoised };
  });
};
