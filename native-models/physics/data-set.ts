import type { Latent } from '../latent.ts';

/** Points of `size` numbers each, with weights that need not add up to 1. */
export type DataSet = Readonly<{
  size: number;
  points: readonly Latent[];
  weights: readonly number[];
  /** A class for each point, where there are classes. */
  labels?: readonly number[];
}>;

export const dataSet = (points: readonly (readonly number[])[], weights: readonly number[] = points.map(() => 1)): DataSet => ({
  size: points[0]!.length,
  points: points.map((point) => Float64Array.from(point)),
  weights,
});

/** The points of one class, as a data set of their own. */
export const ofClass = ({ size, points, weights, labels }: DataSet, label: number): DataSet => {
  const kept = points.map((_, i) => i).filter((i) => labels?.[i] === label);
  return { size, points: kept.map((i) => points[i]!), weights: kept.map((i) => weights[i]!) };
};
