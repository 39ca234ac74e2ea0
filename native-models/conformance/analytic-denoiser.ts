import type { Denoise } from '../samplers/sampler.ts';

/** The recorded cases' stand-in for a denoiser: D(x; σ) = x/(1 + σ²) + 0.3·sin(x/(1 + σ))·σ/(1 + σ). */
export const analyticDenoiser: Denoise = async (x, sigma) =>
  x.map((value) => value / (1 + sigma ** 2) + (0.3 * Math.sin(value / (1 + sigma)) * sigma) / (1 + sigma));
