import { addScaled, type Latent, slopeAt } from '../latent.ts';
import { type Churn, noChurn, raise, raisedSigma } from './churn.ts';
import type { Sampler } from './sampler.ts';

/** What the network's answer at (x, σ) means for (x̂, σ̂). */
export type Reread = (x: Latent, sigma: number, denoised: Latent, xHat: Latent, sigmaHat: number) => Latent;

/**
 * x′ = x̂ + (σ′ − σ̂)·(x̂ − D)/σ̂: Euler on dx/dσ = (x − D)/σ, with algorithm 2's churn (Karras et al., 2022; k-diffusion `sample_euler`).
 * Order 1, one network call a step. With `reread`, the network is asked at x before the churn and its answer is read again at x̂: what diffusers'
 * EulerDiscreteScheduler and EDMEulerScheduler do, because their caller owns the network. Without churn both are the same.
 */
export const euler = (options: Partial<Churn> & { reread?: Reread } = {}): Sampler =>
  async function* ({ denoise, x, sigmas, noise, signal }) {
    const settings = { ...noChurn, ...options };
    const count = sigmas.length - 1;
    for (let index = 0; index < count; index++) {
      const sigma = sigmas[index]!;
      const sigmaNext = sigmas[index + 1]!;
      const sigmaHat = raisedSigma(settings, sigma, count);
      const early = options.reread === undefined ? null : await denoise(x, sigma, signal);
      const xHat = raise(settings, x, sigma, sigmaHat, noise);
      const denoised =
        options.reread === undefined || early === null
          ? await denoise(xHat, sigmaHat, signal)
          : options.reread(x, sigma, early, xHat, sigmaHat);
      x = addScaled(xHat, sigmaNext - sigmaHat, slopeAt(xHat, denoised, sigmaHat));
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
