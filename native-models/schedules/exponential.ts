import { linspace } from './ranges.ts';

/** Even steps in ln σ. `count` sigmas, no final zero (k-diffusion `get_sigmas_exponential`). */
export const exponential = (count: number, sigmaMin: number, sigmaMax: number): number[] =>
  linspace(Math.log(sigmaMax), Math.log(sigmaMin), count).map(Math.exp);

/** ln σ = r^ρ·(ln σ_max − ln σ_min) + ln σ_min with r from 1 to 0 (k-diffusion `get_sigmas_polyexponential`). */
export const polyexponential = (count: number, sigmaMin: number, sigmaMax: number, rho = 1): number[] =>
  linspace(1, 0, count).map((ramp) => Math.exp(ramp ** rho * (Math.log(sigmaMax) - Math.log(sigmaMin)) + Math.log(sigmaMin)));
