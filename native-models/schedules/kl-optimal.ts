import { linspace } from './ranges.ts';

/**
 * σᵢ = tan(i/n·atan σ_min + (1 − i/n)·atan σ_max): Sabour et al. (2024), eq. 39, optimal in KL divergence for Gaussian data. ComfyUI takes n points and
 * appends a 0; A1111 takes n + 1 and ends at σ_min.
 */
export const klOptimal = (steps: number, sigmaMin: number, sigmaMax: number, end: 'zero' | 'sigma-min'): number[] => {
  const points = linspace(Math.atan(sigmaMax), Math.atan(sigmaMin), end === 'zero' ? steps : steps + 1).map(Math.tan);
  return end === 'zero' ? [...points, 0] : points;
};
