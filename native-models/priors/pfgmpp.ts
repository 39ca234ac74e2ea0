import type { Latent } from '../latent.ts';
import { gaussianPrior } from './gaussian.ts';

/** Unit normals, as many as asked for. */
export type Normals = (length: number) => Latent;

/**
 * Gamma(shape, 1) by Marsaglia & Tsang (2000). Its uniform is made of two normals, exp(−(a² + b²)/2), so that one stream is enough; shapes below 1
 * take a larger one down by a power of that uniform.
 */
const gamma = (shape: number, normals: Normals): number => {
  const uniform = (): number => {
    const [a, b] = normals(2);
    return Math.exp(-(a! ** 2 + b! ** 2) / 2);
  };
  if (shape < 1) return gamma(shape + 1, normals) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normals(1)[0]!;
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(uniform()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
};

/** χ² with any number of degrees of freedom. */
export const chiSquare = (degrees: number, normals: Normals): number => 2 * gamma(degrees / 2, normals);

/**
 * x = σ·n·√(D/χ²_D): the prior of PFGM++ with D extra dimensions (Xu et al., 2023, §3 and §4: r = σ√D), a multivariate Student t that is one
 * Gaussian tensor times one number. D → ∞ makes that number 1 and the prior the Gaussian one, from the same tensor.
 */
export const pfgmppPrior = (unit: Latent, sigma: number, extraDimensions: number, normals: Normals): Latent =>
  extraDimensions === Infinity
    ? gaussianPrior(unit, sigma)
    : gaussianPrior(unit, sigma * Math.sqrt(extraDimensions / chiSquare(extraDimensions, normals)));

/** The same from the authors' draw: a direction, and a radius σ√D·√(B/(1 − B)) with B from Beta(N/2, D/2). */
export const pfgmppPriorFromBeta = (direction: Latent, sigma: number, extraDimensions: number, beta: number): Latent => {
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  return gaussianPrior(direction, (sigma * Math.sqrt(extraDimensions) * Math.sqrt(beta / (1 - beta))) / length);
};
