import type { Latent } from '../latent.ts';

/** x at the first sigma of a diffusion that started from a picture of no size beside it: σ·n. */
export const gaussianPrior = (unit: Latent, sigma: number): Latent => unit.map((value) => sigma * value);
