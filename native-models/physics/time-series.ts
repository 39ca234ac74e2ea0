import type { Latent } from '../latent.ts';

/** A process in one dimension whose step over any time is known exactly, so that paths have no discretisation error. */
export type Process = Readonly<{
  id: string;
  label: string;
  explanation: string;
  /** The value after `time` from `value` and one unit normal. */
  step: (value: number, time: number, normal: number) => number;
  /** Mean and variance after `time`. */
  moments: (start: number, time: number) => Readonly<{ mean: number; variance: number }>;
}>;

/** Ornstein–Uhlenbeck, dX = θ(μ − X)dt + σ dW: prices that return to a level (Uhlenbeck & Ornstein, 1930; Vasicek, 1977). θ > 0. */
export const ornsteinUhlenbeck = (theta: number, mu: number, sigma: number): Process => {
  const moments: Process['moments'] = (start, time) => ({
    mean: mu + (start - mu) * Math.exp(-theta * time),
    variance: (sigma ** 2 * -Math.expm1(-2 * theta * time)) / (2 * theta),
  });
  return {
    id: 'ornstein-uhlenbeck@1',
    label: 'Ornstein–Uhlenbeck',
    explanation: 'Returns to a level while noise pushes it about: commodity prices, interest rates.',
    moments,
    step: (value, time, normal) => {
      const { mean, variance } = moments(value, time);
      return mean + Math.sqrt(variance) * normal;
    },
  };
};

/** Geometric Brownian motion, dS = μS dt + σS dW (Black & Scholes, 1973): S·exp((μ − σ²/2)t + σ√t·n). */
export const geometricBrownian = (mu: number, sigma: number): Process => ({
  id: 'geometric-brownian@1',
  label: 'Geometric Brownian motion',
  explanation: 'Grows by a rate with noise in proportion to the value: stock prices.',
  moments: (start, time) => {
    const mean = start * Math.exp(mu * time);
    return { mean, variance: mean ** 2 * Math.expm1(sigma ** 2 * time) };
  },
  step: (value, time, normal) => value * Math.exp((mu - sigma ** 2 / 2) * time + sigma * Math.sqrt(time) * normal),
});

/** A path from `start`, one value for each of `normals` after it, `time` apart. */
export const pathOf = (process: Process, start: number, time: number, normals: Latent): Latent => {
  const path = new Float64Array(normals.length + 1);
  path[0] = start;
  for (let i = 0; i < normals.length; i++) path[i + 1] = process.step(path[i]!, time, normals[i]!);
  return path;
};
