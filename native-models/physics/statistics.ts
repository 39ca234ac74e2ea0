/** Figures that tests and the physics views share. */
import type { Latent } from '../latent.ts';

export type Moments = Readonly<{ mean: number; variance: number }>;

export const momentsOf = (values: ArrayLike<number>): Moments => {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return { mean, variance: list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length };
};

/** Rows of `size` numbers. */
export const rowsOf = (x: Latent, size: number): readonly Latent[] =>
  Array.from({ length: x.length / size }, (_, row) => x.subarray(row * size, (row + 1) * size));

const distance = (a: Latent, b: Latent): number => Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));

/** For each row the nearest point and how far it is. */
export const nearest = (rows: readonly Latent[], points: readonly Latent[]): readonly Readonly<{ point: number; distance: number }>[] =>
  rows.map((row) => {
    const distances = points.map((point) => distance(row, point));
    const least = Math.min(...distances);
    return { point: distances.indexOf(least), distance: least };
  });

/** ½ Σ |share − expected| between counted points and their weights. */
export const totalVariation = (found: readonly number[], weights: readonly number[]): number => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (
    weights.reduce((sum, weight, i) => sum + Math.abs(found.filter((point) => point === i).length / found.length - weight / total), 0) / 2
  );
};

/** Kolmogorov–Smirnov: the chance of a deviation at least this large if the values came from `cdf` (Marsaglia et al.'s asymptotic series). */
export const ksProbability = (values: ArrayLike<number>, cdf: (value: number) => number): number => {
  const sorted = Array.from(values).toSorted((a, b) => a - b);
  const n = sorted.length;
  const most = sorted.reduce((found, value, i) => Math.max(found, Math.abs(cdf(value) - i / n), Math.abs((i + 1) / n - cdf(value))), 0);
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * most;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * lambda) ** 2);
  return Math.min(1, Math.max(0, sum));
};
