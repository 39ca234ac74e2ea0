import type { Model } from '../model.ts';
import type { Pixels } from '../pixels.ts';
import { createCanvas, crop, scaled, tilesOf, type Tiling } from './tiling.ts';
import { plainDecoder, plainEncoder, type RunDecoder, type RunEncoder } from './vae.ts';

/** In latent points. */
export const usualTiling: Tiling = { width: 64, height: 64, overlap: 16 };

/** Larger latents than this (1024 × 1024 pixels at a factor of 8) are taken in tiles: a decoder's memory grows with the area. */
const largestWhole = 128 * 128;

/** Decodes tile by tile, in bounded memory; seams are blended over the overlap. */
export const tiledDecoder =
  (run: RunDecoder, factor: number, tiling: Tiling): RunDecoder =>
  async (latent, shape, signal) => {
    const { channels } = shape;
    const size = { width: shape.width * factor, height: shape.height * factor };
    const whole = createCanvas(size);
    for (const tile of tilesOf(shape, tiling)) {
      const part = Float32Array.from(crop({ ...shape, data: latent }, tile));
      const { data } = await run(part, { channels, height: tile.height, width: tile.width }, signal);
      whole.add(scaled(tile, factor), data, tiling.overlap * factor);
    }
    return { ...size, data: Float32Array.from(whole.mean()) };
  };

/** Encodes tile by tile: blends what the graph gives (mean and log variance), so that the draw is one for the whole picture. */
export const tiledEncoder =
  (run: RunEncoder, factor: number, tiling: Tiling): RunEncoder =>
  async (pixels, signal) => {
    const size = { width: pixels.width / factor, height: pixels.height / factor };
    const whole = createCanvas(size);
    for (const tile of tilesOf(size, tiling)) {
      const part = scaled(tile, factor);
      const data = Float32Array.from(crop({ ...pixels, channels: 3 }, part));
      whole.add(tile, await run({ width: part.width, height: part.height, data } satisfies Pixels, signal), tiling.overlap);
    }
    return Float32Array.from(whole.mean());
  };

type Size = Readonly<{ height: number; width: number }>;

const areaOf = ({ height, width }: Size): number => height * width;

/** A pass in tiles goes through the VAE in the same ones, but for those that are too large for it; null where it goes as a whole. */
const vaeTiling = (size: Size, tiling: Tiling | null): Tiling | null => {
  if (tiling !== null && areaOf(tiling) <= largestWhole) return tiling;
  return areaOf(size) > largestWhole ? usualTiling : null;
};

export const decoderFor = (model: Model, shape: Size, tiling: Tiling | null): RunDecoder => {
  const [run, tiles] = [plainDecoder(model), vaeTiling(shape, tiling)];
  return tiles === null ? run : tiledDecoder(run, model.parts.vae.factor, tiles);
};

export const encoderFor = (model: Model, shape: Size, tiling: Tiling | null): RunEncoder => {
  const [run, tiles] = [plainEncoder(model), vaeTiling(shape, tiling)];
  return tiles === null ? run : tiledEncoder(run, model.parts.vae.factor, tiles);
};
