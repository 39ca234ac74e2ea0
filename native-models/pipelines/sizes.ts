import type { RoleOf } from '../sessions/roles.ts';
import { DenoiserConfig, type Extras, readConfig } from './configs.ts';
import type { Sizes } from './description.ts';
import type { Json } from './model-source.ts';
import type { z } from 'zod';

type Denoiser = RoleOf<'denoiser'>;
type Said = z.output<typeof Extras>['sizes'];

/** SD 1 and 2 halve their latents three times, and a network exported from a trace can put back only even halves. */
const usualHalvings = 3;
const largest = 4_096;

/** The pictures that a model can make. `factor` is the VAE's. */
export const sizesOf = (denoiser: Denoiser, config: Json | null, file: string, factor: number, said: Said): Sizes => {
  const { height, width } = denoiser;
  if (typeof height === 'number' && typeof width === 'number') {
    const fixed = { width: width * factor, height: height * factor };
    return { multiple: factor, point: factor, min: Math.min(fixed.width, fixed.height), max: Math.max(fixed.width, fixed.height), fixed };
  }
  const blocks = readConfig(DenoiserConfig, config, file).down_block_types?.length;
  const multiple = said?.multiple ?? factor * 2 ** (blocks === undefined ? usualHalvings : blocks - 1);
  return { multiple, point: factor, min: said?.min ?? multiple, max: said?.max ?? Math.floor(largest / multiple) * multiple, fixed: null };
};

/** The side that the network was trained at, in pixels; null where its config does not say. */
export const trainedSize = (config: Json | null, file: string, factor: number): { width: number; height: number } | null => {
  const { sample_size: size } = readConfig(DenoiserConfig, config, file);
  if (size == null) return null;
  const [height = 0, width = height] = typeof size === 'number' ? [size] : size;
  return { width: width * factor, height: height * factor };
};
