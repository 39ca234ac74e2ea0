import { addScaled } from '../latent.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

export type Lcm = Readonly<{
  sNoise: number;
  /** The sigma that the model calls clean: it stays in the picture, so that much less noise is added. */
  floor: number;
}>;

/**
 * x′ = D(x; σ) + √(σ′² − ε²)·n: jump to the picture, noise it again to the next level (Song et al., 2023, algorithm 1, with its ε as `floor`;
 * Luo et al., 2023). diffusers' LCMScheduler and CMStochasticIterativeScheduler, and FlowMatchEulerDiscreteScheduler's `stochastic_sampling`.
 * For consistency models. One network call a step, stochastic. The boundary condition c_skip, c_out belongs to the denoiser.
 */
export const lcm = (options: Partial<Lcm> = {}): Sampler => {
  const { sNoise, floor } = { sNoise: 1, floor: 0, ...options };
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const denoised = await denoise(x, sigma, signal);
    const up = Math.sqrt(Math.max(sigmaNext ** 2 - floor ** 2, 0));
    x = up > 0 ? addScaled(denoised, sNoise * up, noise(x.length, sigma, sigmaNext)) : denoised;
    return { x, denoised };
  });
};
