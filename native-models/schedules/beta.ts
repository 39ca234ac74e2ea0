import { betaQuantile } from './incomplete-beta.ts';
import { linspace } from './ranges.ts';

/**
 * Points at the quantiles of Beta(α, β), dense at both ends (Lee et al., 2024). Two readings are in use: A1111 and diffusers put the quantiles on the
 * line between σ_min and σ_max (this one), ComfyUI on the model's timesteps (`betaTimesteps`). `count` sigmas, no final zero.
 */
export const beta = (count: number, sigmaMin: number, sigmaMax: number, a = 0.6, b = 0.6): number[] =>
  linspace(1, 0, count).map((p) => sigmaMin + betaQuantile(p, a, b) * (sigmaMax - sigmaMin));
