import type { Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';
import type { DataSet } from './data-set.ts';

/**
 * How noise spreads around a point. `gaussian`: x = y + σ·g, where each point may itself be a Gaussian of deviation `spread`. `pfgmpp`: PFGM++
 * with D extra dimensions (Xu et al., 2023, eq. 4), p(x|y) ∝ (‖x − y‖² + σ²D)^{−(N+D)/2}.
 */
export type Kernel = Readonly<{ kind: 'gaussian'; spread: number }> | Readonly<{ kind: 'pfgmpp'; D: number }>;

export const sharpGaussian: Kernel = { kind: 'gaussian', spread: 0 };

/** ln p(x|y) up to a constant, from ‖x − y‖². */
const logKernel = (kernel: Kernel, size: number, sigma: number): ((squared: number) => number) => {
  switch (kernel.kind) {
    case 'gaussian':
      return (squared) => -squared / (2 * (sigma ** 2 + kernel.spread ** 2));
    case 'pfgmpp':
      return (squared) => -((size + kernel.D) / 2) * Math.log(squared + sigma ** 2 * kernel.D);
  }
};

/** The share of x that stays: a point that is a Gaussian itself keeps c²/(c² + σ²) of it. */
const shareKept = (kernel: Kernel, sigma: number): number =>
  kernel.kind === 'gaussian' ? kernel.spread ** 2 / (kernel.spread ** 2 + sigma ** 2) : 0;

/** ‖x[row…] − point‖² */
const squaredDistance = (x: Latent, row: number, point: Latent): number => {
  let sum = 0;
  for (let i = 0; i < point.length; i++) sum += (x[row + i]! - point[i]!) ** 2;
  return sum;
};

/**
 * The best possible D(x; σ) of a finite data set, E[y | x]: softmax over the points of ln p(x|yᵢ) + ln wᵢ (Karras et al., 2022, app. B.3).
 * `x` is any number of rows of `data.size`, each denoised on its own.
 */
export const exactDenoised = (data: DataSet, kernel: Kernel, x: Latent, sigma: number): Latent => {
  const { size, points, weights } = data;
  const log = logKernel(kernel, size, sigma);
  const kept = shareKept(kernel, sigma);
  const out = new Float64Array(x.length);
  const logWeights = weights.map(Math.log);
  const shares = new Float64Array(points.length);
  for (let row = 0; row < x.length; row += size) {
    let most = -Infinity;
    for (let p = 0; p < points.length; p++) {
      shares[p] = log(squaredDistance(x, row, points[p]!)) + logWeights[p]!;
      most = Math.max(most, shares[p]!);
    }
    let total = 0;
    for (let p = 0; p < points.length; p++) {
      shares[p] = Math.exp(shares[p]! - most);
      total += shares[p]!;
    }
    for (let p = 0; p < points.length; p++) {
      const point = points[p]!;
      const share = ((1 - kept) * shares[p]!) / total;
      for (let i = 0; i < size; i++) out[row + i]! += share * point[i]!;
    }
    for (let i = 0; i < size; i++) out[row + i]! += kept * x[row + i]!;
  }
  return out;
};

export const exactDenoiser =
  (data: DataSet, kernel: Kernel): Denoise =>
  (x, sigma, signal) => {
    signal.throwIfAborted();
    return Promise.resolve(exactDenoised(data, kernel, x, sigma));
  };
