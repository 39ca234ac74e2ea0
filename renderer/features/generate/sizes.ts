import type { Model } from '../../../electron/contract/records.ts';

export type Shape = Readonly<{ name: string; width: number; height: number }>;

/** Shapes that people ask for, width to height, widest first. */
const ratios = [
  [16, 9],
  [3, 2],
  [4, 3],
  [1, 1],
  [3, 4],
  [2, 3],
  [9, 16],
] as const;

const nearest = (width: number, height: number): string => {
  const [w, h] = ratios.toSorted(
    ([a, b], [c, d]) => Math.abs(Math.log((width * b) / (height * a))) - Math.abs(Math.log((width * d) / (height * c))),
  )[0]!;
  return `${w}:${h}`;
};

/** The sizes a model can make; for a free one, the usual shapes at about its own area, each as near as its steps allow. */
export const shapesOf = ({ sizes, defaults }: Model): readonly Shape[] => {
  if (sizes.kind === 'fixed') return sizes.list.map(([width, height]) => ({ name: nearest(width, height), width, height }));
  const fit = (side: number) => Math.min(sizes.max, Math.max(sizes.min, Math.round(side / sizes.multiple) * sizes.multiple));
  const area = defaults.width * defaults.height;
  const all = ratios.map(([w, h]) => ({
    name: `${w}:${h}`,
    width: fit(Math.sqrt((area * w) / h)),
    height: fit(Math.sqrt((area * h) / w)),
  }));
  // a model of one size has one shape
  const seen = new Set<string>();
  return all
    .toSorted((a, b) => Number(b.name === '1:1') - Number(a.name === '1:1'))
    .filter(({ width, height }) => !seen.has(`${width}x${height}`) && seen.add(`${width}x${height}`) !== undefined)
    .toSorted((a, b) => b.width / b.height - a.width / a.height);
};
