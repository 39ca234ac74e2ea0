import { combine, type Latent } from '../latent.ts';
import { type Ancestral, ancestralStep, renoise } from './ancestral.ts';
import { partWay } from './dpm-inner.ts';
import { asPoint, dpmUpdate, plainDpm } from './dpm-update.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

export type DpmppSde = Readonly<{ eta: number; sNoise: number; r: number }>;

/**
 * DPM-Solver++ with a noisy inner point at a share r of the step (k-diffusion `sample_dpmpp_sde`): both the inner and the whole step are ancestral,
 * over intervals that a Brownian tree can tell apart. Order 2 where η = 0, two network calls a step and one in the last, stochastic.
 */
export const dpmppSde = (options: Partial<DpmppSde> = {}): Sampler => {
  const { eta, sNoise, r } = { eta: 1, sNoise: 1, r: 1 / 2, ...options };
  const rule: Ancestral = { eta, sNoise, rule: 'variance' };
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const towards = (value: Latent, from: Latent, sigma: number, sigmaTo: number): Latent => {
      const { down, up } = ancestralStep(rule, sigma, sigmaTo);
      const reached = dpmUpdate(plainDpm, from, down, [asPoint('data', from, value, sigma)], () => from);
      return renoise(rule, reached, up, sigma, sigmaTo, noise);
    };
    const denoised = await denoise(x, sigma, signal);
    if (sigmaNext === 0 || sigmaNext === sigma) {
      x = sigmaNext === 0 ? denoised : x;
    } else {
      const between = partWay(sigma, sigmaNext, r);
      const inner = await denoise(towards(denoised, x, sigma, between), between, signal);
      const share = 1 / (2 * r);
      x = towards(combine([1 - share, denoised], [share, inner]), x, sigma, sigmaNext);
    }
    return { x, denoised };
  });
};
