import { addScaled } from '../latent.ts';
import type { Sampler } from './sampler.ts';

/**
 * x′ = D(x; σ) + σ′·n: jump to the picture, noise it again to the next level; no noise where σ′ = 0 (Luo et al., 2023; Song et al., 2023,
 * algorithm 1). For consistency models. One network call a step, stochastic. The boundary condition c_skip, c_out belongs to the denoiser.
 */
export const lcm = (): Sampler =>
  async function* ({ denoise, x, sigmas, noise, signal }) {
    const count = sigmas.length - 1;
    for (let index = 0; index < count; index++) {
      const sigma = sigmas[index]!;
      const sigmaNext = sigmas[index + 1]!;
      const denoised = await denoise(x, sigma, signal);
      x = sigmaNext > 0 ? addScaled(denoised, sigmaNext, noise(x.length, sigma, sigmaNext)) : denoised;
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
