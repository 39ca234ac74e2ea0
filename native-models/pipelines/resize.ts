import type { Mask, Picture } from './types.ts';

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Keys' cubic convolution with a = −1/2. */
const cubic = (x: number): number => {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  return t < 2 ? -0.5 * (((t - 5) * t + 8) * t - 4) : 0;
};

type Filter = Readonly<{ /** Beyond it the filter is 0. */ support: number; at: (x: number) => number }>;

/** Pillow's filters by their names there; Lanczos has three lobes. */
export const filters = {
  box: { support: 0.5, at: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, at: (x) => (Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0) },
  bicubic: { support: 2, at: cubic },
  lanczos: { support: 3, at: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
} as const satisfies Record<string, Filter>;
export type FilterName = keyof typeof filters;

/** Weights are whole multiples of 2⁻²², as Pillow has them for 8 bits. */
const precisionBits = 32 - 8 - 2;

type Taps = Readonly<{ first: number; weights: readonly number[] }>;

/** For every place of a row of `size` the stretch of the old row it is made of. */
const tapsFor = (oldSize: number, size: number, { support, at }: Filter): readonly Taps[] => {
  const scale = oldSize / size;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  return Array.from({ length: size }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const last = Math.min(oldSize, Math.trunc(centre + reach + 0.5));
    const raw = Array.from({ length: last - first }, (_unused, i) => at((i + first - centre + 0.5) / stretch));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    const weights = raw.map((weight) => {
      const fixed = (weight / sum) * 2 ** precisionBits;
      return Math.trunc(fixed + (fixed < 0 ? -0.5 : 0.5));
    });
    return { first, weights };
  });
};

const clip8 = (sum: number): number => Math.min(255, Math.max(0, Math.floor(sum / 2 ** precisionBits)));

/** Filters along rows of `width` pixels of `channels` bytes. */
const resizeRows = (data: Uint8Array, width: number, rows: number, channels: number, size: number, filter: Filter): Uint8Array => {
  const taps = tapsFor(width, size, filter);
  const out = new Uint8Array(size * rows * channels);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < size; x++) {
      const { first, weights } = taps[x]!;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 2 ** (precisionBits - 1);
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * data[(row * width + first + i) * channels + channel]!;
        out[(row * size + x) * channels + channel] = clip8(sum);
      }
    }
  }
  return out;
};

const transposed = (data: Uint8Array, width: number, height: number, channels: number): Uint8Array => {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++)
        out[(x * height + y) * channels + channel] = data[(y * width + x) * channels + channel]!;
    }
  }
  return out;
};

const resizeBytes = (
  data: Uint8Array,
  from: Readonly<{ width: number; height: number }>,
  width: number,
  height: number,
  channels: number,
  filter: Filter,
): Uint8Array => {
  const wide = from.width === width ? data : resizeRows(data, from.width, from.height, channels, width, filter);
  if (from.height === height) return wide;
  const turned = transposed(wide, width, from.height, channels);
  return transposed(resizeRows(turned, from.height, width, channels, height, filter), height, width, channels);
};

/** Byte for byte Pillow's `Image.resize(size, filter)`: rows first, then columns, 8 bits in between. */
export const resizePicture = (picture: Picture, width: number, height: number, filter: FilterName = 'lanczos'): Picture => ({
  width,
  height,
  data: resizeBytes(picture.data, picture, width, height, 3, filters[filter]),
});

export const resizeMask = (mask: Mask, width: number, height: number): Mask => ({
  width,
  height,
  data: resizeBytes(mask.data, mask, width, height, 1, filters.lanczos),
});
