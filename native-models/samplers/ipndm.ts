import { addScaled, combine, slopeAt } from '../latent.ts';
import { adamsBashforth } from './adams-bashforth.ts';
import type { Latent } from '../latent.ts';
import type { Sampler } from './sampler.ts';
import { alongSigmas } from './stepwise.ts';

/**
 * x′ = x + (σ′ − σ)·ε̄ with ε̄ the Adams–Bashforth mean of the last noise predictions (Liu et al., 2022; Zhang & Chen, 2023, "iPNDM": no Runge–Kutta
 * start). Its weights are those of even steps, whatever the schedule (diffusers' IPNDMScheduler). Order up to 4, one network call a step.
 */
export const ipndm = ({ order = 4 }: { order?: number } = {}): Sampler =>
  alongSigmas<readonly Latent[]>([], async ({ denoise, x, sigma, sigmaNext, signal, memory: noises }) => {
    const denoised = await denoise(x, sigma, signal);
    noises = [slopeAt(x, denoised, sigma), ...noises].slice(0, order);
    const mean = combine(...adamsBashforth(noises.length).map((weight, i) => [weight, noises[i]!] as const));
    x = addScaled(x, sigmaNext - sigma, mean);
    return { x, denoised, memory: noises };
  });
