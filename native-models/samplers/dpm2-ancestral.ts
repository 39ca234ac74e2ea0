import { addScaled, slopeAt } from '../latent.ts';
import { type Ancestral, ancestralStep, fullyAncestral, renoise } from './ancestral.ts';
import { partWay } from './dpm-inner.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/** Where the network is asked a second time; for η = 1 the geometric mean is σ′ itself. */
export type Middle = (sigma: number, down: number) => number;
export const halfWay: Middle = (sigma, down) => partWay(sigma, down, 1 / 2);

/**
 * DPM2 down to σ_down, then noise up to σ′ (k-diffusion `sample_dpm_2_ancestral`; diffusers' KDPM2AncestralDiscreteScheduler is η = 1).
 * Order 2 where η = 0, two network calls a step and one in the last, stochastic.
 */
export const dpm2Ancestral = (options: Partial<Ancestral & { middle: Middle }> = {}): Sampler => {
  const settings = { ...fullyAncestral, middle: halfWay, ...options };
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const denoised = await denoise(x, sigma, signal);
    const { down, up } = ancestralStep(settings, sigma, sigmaNext);
    let slope = slopeAt(x, denoised, sigma);
    if (down > 0) {
      const middle = settings.middle(sigma, down);
      const halfway = addScaled(x, middle - sigma, slope);
      slope = slopeAt(halfway, await denoise(halfway, middle, signal), middle);
    }
    x = renoise(settings, addScaled(x, down - sigma, slope), up, sigma, sigmaNext, noise);
    return { x, denoised };
  });
};
