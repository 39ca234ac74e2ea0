import { linspace } from './ranges.ts';

/** σ(t) = √(exp(β_d·t²/2 + β_min·t) − 1) for t from 1 to ε: the continuous VP SDE (Song et al., 2021; k-diffusion `get_sigmas_vp`). */
export const continuousVp = (count: number, betaD = 19.9, betaMin = 0.1, epsilon = 1e-3): number[] =>
  linspace(1, epsilon, count).map((t) => Math.sqrt(Math.expm1((betaD * t ** 2) / 2 + betaMin * t)));
