import { combine } from '../latent.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

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
export const annealedLangevin = (options: Partial<AnnealedLangevin> = {}): Sampler => {
  const { inner, stepSize, denoiseAtEnd } = { inner: 10, stepSize: 0.1, denoiseAtEnd: true, ...options };
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    let denoised = x;
    for (let i = 0; i < inner; i++) {
      denoised = await denoise(x, sigma, signal);
      x = combine([1 - stepSize, x], [stepSize, denoised], [Math.sqrt(2 * stepSize) * sigma, noise(x.length, sigma, sigma)]);
    }
    if (sigmaNext === 0 && denoiseAtEnd) x = denoised = await denoise(x, sigma, signal);
    return { x, denoised };
  });
};
