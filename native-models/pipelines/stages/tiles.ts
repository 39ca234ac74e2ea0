import type { Model } from '../model.ts';
import type { Pixels } from '../pixels.ts';
import type { LatentShape } from './network.ts';
import { plainDecoder, plainEncoder, type RunDecoder, type RunEncoder } from './vae.ts';

/** Planes of numbers, one after the other. */
type Planes = Readonly<{ width: number; height: number; channels: number; data: ArrayLike<number> }>;

/** Sizes in latent points: a tile's side, and how far neighbours reach into each other. */
export type Tiling = Readonly<{ side: number; overlap: number }>;
export const usualTiling: Tiling = { side: 64, overlap: 16 };

/** Larger latents than this (1024 × 1024 pixels at a factor of 8) are taken in tiles: a decoder's memory grows with the area. */
const largestWhole = 128 * 128;

/** Where tiles begin along one side; the last ends at the end. */
const startsAlong = (size: number, { side, overlap }: Tiling): readonly number[] => {
  if (size <= side) return [0];
  const stride = side - overlap;
  const count = Math.ceil((size - side) / stride) + 1;
  return Array.from({ length: count }, (_, i) => Math.min(i * stride, size - side));
};

/** 1 inside, falling in a straight line over the overlap towards sides where there is a neighbour. */
const feather = (start: number, length: number, size: number, overlap: number): readonly number[] =>
  Array.from({ length }, (_, i) => {
    const left = start === 0 ? 1 : (i + 0.5) / overlap;
    const right = start + length === size ? 1 : (length - i - 0.5) / overlap;
    return Math.min(1, left, right);
  });

const crop = ({ width, height, channels, data }: Planes, x: number, y: number, w: number, h: number): Float32Array => {
  const out = new Float32Array(channels * w * h);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < h; row++) {
      for (let column = 0; column < w; column++) {
        out[(channel * h + row) * w + column] = data[(channel * height + y + row) * width + x + column]!;
      }
    }
  }
  return out;
};

/** The weighted mean of tiles over a canvas. */
const canvas = (width: number, height: number) => {
  let sum = new Float64Array(0);
  let channels = 0;
  const weight = new Float64Array(width * height);
  return {
    add: (tile: Planes, x: number, y: number, overlap: number): void => {
      if (sum.length === 0) {
        channels = tile.channels;
        sum = new Float64Array(channels * width * height);
      }
      const across = feather(x, tile.width, width, overlap);
      const down = feather(y, tile.height, height, overlap);
      for (let row = 0; row < tile.height; row++) {
        for (let column = 0; column < tile.width; column++) {
          const w = across[column]! * down[row]!;
          const at = (y + row) * width + x + column;
          weight[at]! += w;
          for (let channel = 0; channel < channels; channel++) {
            sum[channel * width * height + at]! += w * tile.data[(channel * tile.height + row) * tile.width + column]!;
          }
        }
      }
    },
    mean: (): Float32Array => Float32Array.from(sum, (value, i) => value / weight[i % weight.length]!),
  };
};

/** Decodes tile by tile, in bounded memory; seams are blended over the overlap. */
export const tiledDecoder =
  (run: RunDecoder, factor: number, tiling: Tiling): RunDecoder =>
  async (latent, shape, signal) => {
    const { channels, height, width } = shape;
    const whole = canvas(width * factor, height * factor);
    for (const y of startsAlong(height, tiling)) {
      for (const x of startsAlong(width, tiling)) {
        const h = Math.min(tiling.side, height);
        const w = Math.min(tiling.side, width);
        const tile = await run(crop({ width, height, channels, data: latent }, x, y, w, h), { channels, height: h, width: w }, signal);
        whole.add({ ...tile, channels: 3 }, x * factor, y * factor, tiling.overlap * factor);
      }
    }
    return { width: width * factor, height: height * factor, data: whole.mean() };
  };

/** Encodes tile by tile: blends what the graph gives (mean and log variance), so that the draw is one for the whole picture. */
export const tiledEncoder =
  (run: RunEncoder, factor: number, tiling: Tiling): RunEncoder =>
  async (pixels, signal) => {
    const width = pixels.width / factor;
    const height = pixels.height / factor;
    const whole = canvas(width, height);
    for (const y of startsAlong(height, tiling)) {
      for (const x of startsAlong(width, tiling)) {
        const h = Math.min(tiling.side, height);
        const w = Math.min(tiling.side, width);
        const part: Pixels = {
          width: w * factor,
          height: h * factor,
          data: crop({ ...pixels, channels: 3 }, x * factor, y * factor, w * factor, h * factor),
        };
        const data = await run(part, signal);
        whole.add({ width: w, height: h, channels: data.length / (w * h), data }, x, y, tiling.overlap);
      }
    }
    return whole.mean();
  };

const needsTiles = (shape: Readonly<{ height: number; width: number }>): boolean => shape.height * shape.width > largestWhole;

export const decoderFor = (model: Model, shape: LatentShape): RunDecoder => {
  const run = plainDecoder(model);
  return needsTiles(shape) ? tiledDecoder(run, model.parts.vae.factor, usualTiling) : run;
};

export const encoderFor = (model: Model, shape: Readonly<{ height: number; width: number }>): RunEncoder => {
  const run = plainEncoder(model);
  return needsTiles(shape) ? tiledEncoder(run, model.parts.vae.factor, usualTiling) : run;
};
