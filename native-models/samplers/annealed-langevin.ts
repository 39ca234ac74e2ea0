import { combine } from '../latent.ts';
import type { Sampler } from './sampler.ts';

export type AnnealedLangevin = Readonly<{
  /** Langevin steps at each noise level. */
  inner: number;
  /** Step size in units of σ²: α = 2·stepSize·σ². */
  stepSize: number;
  /** Ends with D at the last level instead of a noisy state. */
  denoiseAtEnd: boolean;
}>;

/**
 * x ← x + (α/2)·s + √α·n with s = (D − x)/σ² and α ∝ σ², some times at every level (Song & Ermon, 2019, algorithm 1). For seeing how sampling began:
 * `inner` network calls a step, stochastic. It moves within a level and not between two, so the last positive sigma decides how noisy it ends.
 */
export const annealedLangevin = (options: Partial<AnnealedLangevin> = {}): Sampler =>
  async function* ({ denoise, x, sigmas, noise, signal }) {
    const { inner, stepSize, denoiseAtEnd } = { inner: 10, stepSize: 0.1, denoiseAtEnd: true, ...options };
    const count = sigmas.length - 1;
    for (let index = 0; index < count; index++) {
      const sigma = sigmas[index]!;
      const sigmaNext = sigmas[index + 1]!;
      let denoised = x;
      for (let i = 0; i < inner; i++) {
        denoised = await denoise(x, sigma, signal);
        x = combine([1 - stepSize, x], [stepSize, denoised], [Math.sqrt(2 * stepSize) * sigma, noise(x.length, sigma, sigma)]);
      }
      if (sigmaNext === 0 && denoiseAtEnd) x = denoised = await denoise(x, sigma, signal);
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
