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

/**
 * The best possible D(x; σ) of a finite data set, E[y | x]: softmax over the points of ln p(x|yᵢ) + ln wᵢ (Karras et al., 2022, app. B.3).
 * `x` is any number of rows of `data.size`, each denoised on its own.
 */
export const exactDenoised = (data: DataSet, kernel: Kernel, x: Latent, sigma: number): Latent => {
  const { size, points, weights } = data;
  const log = logKernel(kernel, size, sigma);
  const kept = shareKept(kernel, sigma);
  const out = new Float64Array(x.length);
  const logits = new Float64Array(points.length);
  for (let row = 0; row < x.length; row += size) {
    points.forEach((point, p) => {
      let squared = 0;
      for (let i = 0; i < size; i++) squared += (x[row + i]! - point[i]!) ** 2;
      logits[p] = log(squared) + Math.log(weights[p]!);
    });
    const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
    points.forEach((point, p) => {
      const share = Math.exp(logits[p]! - most) / total;
      for (let i = 0; i < size; i++) out[row + i]! += share * (kept * x[row + i]! + (1 - kept) * point[i]!);
    });
  }
  return out;
};

export const exactDenoiser =
  (data: DataSet, kernel: Kernel): Denoise =>
  (x, sigma, signal) => {
    signal.throwIfAborted();
    return Promise.resolve(exactDenoised(data, kernel, x, sigma));
  };
