import { addScaled, combine, slopeAt } from '../latent.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

export type Tcd = Readonly<{
  /** The level below σ′ that a step jumps to before noise brings it back: σ of the timestep (1 − γ)·t′. */
  below: (sigmaNext: number) => number;
}>;

/**
 * x_s = D + σ_s·(x − D)/σ, then x′ = x_s + √(σ′² − σ_s²)·n: trajectory consistency with γ as the share of fresh noise (Zheng et al., 2024,
 * algorithm 4; diffusers' TCDScheduler). γ = 0 is DDIM, γ = 1 the multistep consistency sampler. One network call a step, stochastic.
 */
export const tcd = ({ below }: Tcd): Sampler => {
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const denoised = await denoise(x, sigma, signal);
    const inner = Math.min(below(sigmaNext), sigmaNext);
    x = addScaled(denoised, inner, slopeAt(x, denoised, sigma));
    if (inner < sigmaNext) x = combine([1, x], [Math.sqrt(sigmaNext ** 2 - inner ** 2), noise(x.length, sigma, sigmaNext)]);
    return { x, denoised };
  });
};
