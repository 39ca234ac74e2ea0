import { limits, type Tiles, tileStep, usualOverlap } from '../../../electron/contract/recipe.ts';
import type { Model } from '../../../electron/contract/records.ts';

type Size = Readonly<{ width: number; height: number }>;
/** `whole`: the model can make it at one go; `tiles`: the parts that it can be made in, null where it is not larger than one. */
export type Enlargement = Size & Readonly<{ factor: number; whole: boolean; tiles: Tiles | null }>;

const factors = [1.5, 2, 3, 4];

const makes = ({ sizes }: Pick<Model, 'sizes'>, { width, height }: Size): boolean => {
  if (sizes.kind === 'fixed') return sizes.list.some(([w, h]) => w === width && h === height);
  const { multiple, min, max } = sizes;
  return [width, height].every((side) => side % multiple === 0 && side >= min && side <= max);
};

/** A tile is what the model draws best, or a whole side where that is shorter. */
const tilesFor = (size: Size, model: Pick<Model, 'sizes' | 'point' | 'defaults'>): Tiles | null => {
  const { width, height } = model.defaults;
  if (size.width <= width && size.height <= height) return null;
  const seen = { width: Math.min(width, size.width), height: Math.min(height, size.height) };
  return makes(model, seen) ? { width, height, overlap: usualOverlap(width, height, model.point) } : null;
};

/** The sizes to which a model can take a picture, at one go or in tiles, each in the picture's own shape as near as its steps allow. */
export const enlargedSizes = ({ width, height }: Size, model: Pick<Model, 'sizes' | 'point' | 'defaults'>): readonly Enlargement[] => {
  const { sizes } = model;
  const fit = (side: number, step: number): number => Math.round(side / step) * step;
  const times = (factor: number): Enlargement => {
    const [rough, fine] = [sizes.kind === 'free' ? sizes.multiple : tileStep(model.point), tileStep(model.point)].map((step) => ({
      width: fit(width * factor, step),
      height: fit(height * factor, step),
    })) as [Size, Size];
    const whole = makes(model, rough);
    const size = whole ? rough : fine;
    return { factor, ...size, whole, tiles: tilesFor(size, model) };
  };
  const own = sizes.kind === 'free' ? [] : sizes.list.filter(([w, h]) => w > width && Math.abs(w / h - width / height) < 0.02);
  const listed = own.map(([w, h]): Enlargement => {
    const size = { width: w, height: h };
    return { factor: Math.round((100 * w) / width) / 100, ...size, whole: true, tiles: tilesFor(size, model) };
  });
  const others = factors.map(times).filter((size) => !listed.some((one) => one.width === size.width));
  return [...listed, ...others]
    .filter((size) => (size.whole || size.tiles !== null) && Math.max(size.width, size.height) <= limits.side)
    .toSorted((a, b) => a.factor - b.factor);
};

const wholeFactors = [2, 3, 4, 8];
/** Beyond it few programs open a picture with ease. */
const largestSide = 8_192;

/** The sizes to which a picture can be resampled. */
export const resampledSizes = ({ width, height }: Size): readonly Enlargement[] =>
  wholeFactors
    .map((factor) => ({ factor, width: width * factor, height: height * factor, whole: true, tiles: null }))
    .filter((size) => Math.max(size.width, size.height) <= largestSide && Math.min(size.width, size.height) >= 16);
