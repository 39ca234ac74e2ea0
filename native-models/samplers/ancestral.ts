import { addScaled, type Latent } from '../latent.ts';
import type { NoiseSource } from './sampler.ts';

/**
 * How far an ancestral step goes down before noise brings it back up to σ′.
 * `variance`: the DDPM posterior's share, k-diffusion's `get_ancestral_step`.
 * `flow`: the same share counted in the straight line's time t = σ/(1 + σ), as ComfyUI's rectified-flow variants do.
 */
export type AncestralRule = 'variance' | 'flow';
export type Ancestral = Readonly<{ eta: number; sNoise: number; rule: AncestralRule }>;

export const fullyAncestral: Ancestral = { eta: 1, sNoise: 1, rule: 'variance' };

const flowDown = (sigma: number, sigmaNext: number, eta: number): number => {
  const time = sigma / (1 + sigma);
  const timeNext = sigmaNext / (1 + sigmaNext);
  const down = timeNext * (1 + (timeNext / time - 1) * eta);
  return down / (1 - down);
};

const varianceUp = (sigma: number, sigmaNext: number, eta: number): number =>
  Math.min(sigmaNext, eta * Math.sqrt((sigmaNext ** 2 * (sigma ** 2 - sigmaNext ** 2)) / sigma ** 2));

/** σ_down and σ_up with σ_down² + σ_up² = σ′². */
export const ancestralStep = ({ eta, rule }: Ancestral, sigma: number, sigmaNext: number): Readonly<{ down: number; up: number }> => {
  if (eta === 0) return { down: sigmaNext, up: 0 };
  if (rule === 'flow') {
    const down = flowDown(sigma, sigmaNext, eta);
    return { down, up: Math.sqrt(Math.max(sigmaNext ** 2 - down ** 2, 0)) };
  }
  const up = varianceUp(sigma, sigmaNext, eta);
  return { down: Math.sqrt(sigmaNext ** 2 - up ** 2), up };
};

/** x + S_noise·σ_up·n, drawn only where it is used. */
export const renoise = ({ sNoise }: Ancestral, x: Latent, up: number, sigma: number, sigmaNext: number, noise: NoiseSource): Latent =>
  up > 0 ? addScaled(x, sNoise * up, noise(x.length, sigma, sigmaNext)) : x;
