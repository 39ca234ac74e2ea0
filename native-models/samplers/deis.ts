import { combine, slopeAt } from '../latent.ts';
import { type Past, remember, weighted } from './history.ts';
import { againstMoments, lagrangeBasis } from './polynomial.ts';
import type { Sampler } from './sampler.ts';
import { alongSigmas } from './stepwise.ts';

export type Deis = Readonly<{ order: number /** Lower orders in the last two steps. */; lowerOrderFinal: boolean }>;

/** ∫ uᵏ dσ from σ to σ′ for u = ln(σ/anchor), k = 0, 1, 2, …: by parts, mₖ = [σuᵏ] − k·mₖ₋₁. */
const logMoments = (sigma: number, sigmaNext: number, most: number): readonly number[] => {
  const end = Math.log(sigmaNext / sigma);
  const moments = [sigmaNext - sigma];
  for (let k = 1; k <= most; k++) moments.push(sigmaNext * end ** k - k * moments[k - 1]!);
  return moments;
};

/**
 * x′ = x + ∫ P(ln σ)dσ with P the polynomial in ln σ through the last noise predictions (Zhang & Chen, 2023, "DEIS", log ρ;
 * diffusers' DEISMultistepScheduler). Order 1–3, one network call a step; plain Euler where σ′ = 0.
 */
export const deis = (options: Partial<Deis> = {}): Sampler => {
  const { order, lowerOrderFinal } = { order: 3, lowerOrderFinal: false, ...options };
  return alongSigmas<readonly Past[]>([], async ({ denoise, x, index, count, sigma, sigmaNext, signal, memory: noises }) => {
    const denoised = await denoise(x, sigma, signal);
    noises = remember(noises, sigma, slopeAt(x, denoised, sigma), order);
    const most = sigmaNext === 0 ? 1 : lowerOrderFinal ? count - index : order;
    const used = noises.slice(0, most);
    const moments = sigmaNext === 0 ? [-sigma] : logMoments(sigma, sigmaNext, used.length - 1);
    const weights = lagrangeBasis(used.map((past) => Math.log(past.sigma / sigma))).map((basis) => againstMoments(basis, moments));
    x = combine([1, x], ...weighted(used, weights));
    return { x, denoised, memory: noises };
  });
};
