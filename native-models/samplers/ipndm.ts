import { addScaled, combine, slopeAt } from '../latent.ts';
import { adamsBashforth } from './adams-bashforth.ts';
import type { Latent } from '../latent.ts';
import type { Sampler } from './sampler.ts';

/**
 * x′ = x + (σ′ − σ)·ε̄ with ε̄ the Adams–Bashforth mean of the last noise predictions (Liu et al., 2022; Zhang & Chen, 2023, "iPNDM": no Runge–Kutta
 * start). Its weights are those of even steps, whatever the schedule (diffusers' IPNDMScheduler). Order up to 4, one network call a step.
 */
export const ipndm = ({ order = 4 }: { order?: number } = {}): Sampler =>
  async function* ({ denoise, x, sigmas, signal }) {
    const count = sigmas.length - 1;
    let noises: readonly Latent[] = [];
    for (let index = 0; index < count; index++) {
      const sigma = sigmas[index]!;
      const sigmaNext = sigmas[index + 1]!;
      const denoised = await denoise(x, sigma, signal);
      noises = [slopeAt(x, denoised, sigma), ...noises].slice(0, order);
      const mean = combine(...adamsBashforth(noises.length).map((weight, i) => [weight, noises[i]!] as const));
      x = addScaled(x, sigmaNext - sigma, mean);
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
