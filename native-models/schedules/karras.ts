import { linspace } from './ranges.ts';

/** σᵢ = (σ_max^(1/ρ) + i/(n−1)·(σ_min^(1/ρ) − σ_max^(1/ρ)))^ρ: Karras et al. (2022), eq. 5. `count` sigmas, no final zero. */
export const karras = (count: number, sigmaMin: number, sigmaMax: number, rho = 7): number[] =>
  linspace(0, 1, count).map((ramp) => {
    const [low, high] = [sigmaMin ** (1 / rho), sigmaMax ** (1 / rho)];
    return (high + ramp * (low - high)) ** rho;
  });
