import type { Model } from '../../../electron/contract/records.ts';

type Size = Readonly<{ width: number; height: number }>;
export type Enlargement = Size & Readonly<{ factor: number }>;

const factors = [1.5, 2, 3, 4];

/** The sizes to which a model can take a picture, each in the picture's own shape as near as its steps allow. */
export const enlargedSizes = ({ width, height }: Size, { sizes }: Pick<Model, 'sizes'>): readonly Enlargement[] => {
  if (sizes.kind === 'fixed') {
    return sizes.list
      .filter(([w, h]) => w > width && Math.abs(w / h - width / height) < 0.02)
      .map(([w, h]) => ({ factor: Math.round((100 * w) / width) / 100, width: w, height: h }));
  }
  const { multiple, min, max } = sizes;
  const fit = (side: number): number => Math.round(side / multiple) * multiple;
  return factors
    .map((factor) => ({ factor, width: fit(width * factor), height: fit(height * factor) }))
    .filter((size) => Math.max(size.width, size.height) <= max && Math.min(size.width, size.height) >= min);
};

const wholeFactors = [2, 3, 4, 8];
/** Beyond it few programs open a picture with ease. */
const largestSide = 8_192;

/** The sizes to which a picture can be resampled. */
export const resampledSizes = ({ width, height }: Size): readonly Enlargement[] =>
  wholeFactors
    .map((factor) => ({ factor, width: width * factor, height: height * factor }))
    .filter((size) => Math.max(size.width, size.height) <= largestSide && Math.min(size.width, size.height) >= 16);
