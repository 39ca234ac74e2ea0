import { addScaled, type Latent } from '../latent.ts';
import type { NoiseSource } from './sampler.ts';

/** Karras et al. (2022), algorithm 2: noise put back before a step, `churn` (their S_churn) spread over the run. */
export type Churn = Readonly<{ churn: number; sMin: number; sMax: number; sNoise: number }>;

export const noChurn: Churn = { churn: 0, sMin: 0, sMax: Infinity, sNoise: 1 };

/** σ̂ = (1 + γ)σ. */
export const raisedSigma = ({ churn, sMin, sMax }: Churn, sigma: number, count: number): number =>
  sMin <= sigma && sigma <= sMax ? sigma * (1 + Math.min(churn / count, Math.SQRT2 - 1)) : sigma;

/** x̂ = x + √(σ̂² − σ²)·S_noise·n. Noise is drawn only where it is used. */
export const raise = ({ sNoise }: Churn, x: Latent, sigma: number, sigmaHat: number, noise: NoiseSource): Latent =>
  sigmaHat > sigma ? addScaled(x, sNoise * Math.sqrt(sigmaHat ** 2 - sigma ** 2), noise(x.length, sigma, sigmaHat)) : x;
