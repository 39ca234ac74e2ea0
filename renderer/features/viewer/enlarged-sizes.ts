import type { Model } from '../../../electron/contract/records.ts';

const factors = [1.5, 2, 3, 4];

/** The sizes to which a model can take a picture, each in the picture's own shape as near as its steps allow. */
export const enlargedSizes = (
  { width, height }: Readonly<{ width: number; height: number }>,
  { sizes }: Pick<Model, 'sizes'>,
): readonly Readonly<{ factor: number; width: number; height: number }>[] => {
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
