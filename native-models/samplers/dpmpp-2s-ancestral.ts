import { type Ancestral, ancestralStep, fullyAncestral, renoise } from './ancestral.ts';
import { dpmInnerStep, innerShares } from './dpm-inner.ts';
import { asPoint, dpmUpdate, plainDpm } from './dpm-update.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/**
 * A second-order singlestep DPM-Solver++ step down to σ_down, then noise up to σ′ (k-diffusion `sample_dpmpp_2s_ancestral`).
 * Order 2 where η = 0, two network calls a step and one in the last, stochastic.
 */
export const dpmpp2sAncestral = (options: Partial<Ancestral> = {}): Sampler => {
  const settings = { ...fullyAncestral, ...options };
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const denoised = await denoise(x, sigma, signal);
    const { down, up } = ancestralStep(settings, sigma, sigmaNext);
    const first = asPoint('data', x, denoised, sigma);
    const ask = (u: typeof x, at: number) => denoise(u, at, signal);
    x = down === 0 ? dpmUpdate(plainDpm, x, 0, [first], () => x) : await dpmInnerStep(plainDpm, ask, x, first, down, innerShares(2));
    x = renoise(settings, x, up, sigma, sigmaNext, noise);
    return { x, denoised };
  });
};
