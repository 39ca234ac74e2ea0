import { closeSync, openSync, writeSync } from 'node:fs';
import { inverse, renamer } from '../keys/rename.ts';
import { layoutOfDiffusers, unetNames } from '../keys/unet.ts';
import { encodeHeader } from '../safetensors-writer.ts';
import { toHalf } from '../../sessions/float16.ts';
import { type ClipSize, clipShapes, openClipShapes, vaeShapes } from './other-shapes.ts';
import { type UnetSize, unetShapes } from './unet-shapes.ts';

/** Everything that a single-file checkpoint of a family is made of. */
export type CheckpointSize = Readonly<{ unet: UnetSize; clip: ClipSize | null; openClip: ClipSize | null; vae: readonly number[] }>;

/** The published sizes. */
export const sd15Size: CheckpointSize = {
  unet: {
    widths: [320, 640, 1280, 1280],
    layers: 2,
    depths: [1, 1, 1, 0],
    contextWidth: 768,
    channels: 4,
    projection: 'convolution',
    addedWidth: 0,
  },
  clip: { width: 768, layers: 12, projection: 0 },
  openClip: null,
  vae: [128, 256, 512, 512],
};
export const sdxlSize: CheckpointSize = {
  unet: {
    widths: [320, 640, 1280],
    layers: 2,
    depths: [0, 2, 10],
    contextWidth: 2048,
    channels: 4,
    projection: 'linear',
    addedWidth: 2816,
  },
  clip: { width: 768, layers: 12, projection: 0 },
  openClip: { width: 1280, layers: 32, projection: 1280 },
  vae: [128, 256, 512, 512],
};

type Shapes = ReadonlyMap<string, readonly number[]>;

const under = (prefix: string, shapes: Shapes): readonly (readonly [string, readonly number[]])[] =>
  [...shapes].map(([name, shape]) => [prefix + name, shape]);

/** Names, as the original programs write them, and shapes. */
export const checkpointShapes = ({ unet, clip, openClip, vae }: CheckpointSize): readonly (readonly [string, readonly number[]])[] => {
  const shapes = unetShapes(unet);
  const original = renamer(inverse(unetNames(layoutOfDiffusers(shapes.keys()))));
  const xl = unet.addedWidth > 0;
  return [
    ...[...shapes].map(([name, shape]) => [`model.diffusion_model.${original(name)}`, shape] as const),
    ...(clip === null
      ? []
      : under(xl ? 'conditioner.embedders.0.transformer.text_model.' : 'cond_stage_model.transformer.text_model.', clipShapes(clip))),
    ...(openClip === null ? [] : under(xl ? 'conditioner.embedders.1.model.' : 'cond_stage_model.model.', openClipShapes(openClip))),
    ...under('first_stage_model.', vaeShapes(vae, 2)),
  ];
};

/** One block of uniform numbers in [−1, 1): its variance is a third. `next` gives whole numbers below 2³². */
const randomBlock = (next: () => number, length: number): Float32Array => Float32Array.from({ length }, () => next() / 2 ** 31 - 1);

/** Weights that keep activations near one: 1 for norms, small biases, uniform with the variance 1/inputs for the rest. */
const fill = (name: string, shape: readonly number[], block: Float32Array, start: number, out: Uint16Array): void => {
  const inputs = shape.length > 1 ? shape.slice(1).reduce((all, size) => all * size, 1) : 0;
  const norm = shape.length === 1 && name.endsWith('weight');
  const scale = inputs > 0 ? Math.sqrt(3 / inputs) : 0.02;
  const shift = norm ? 1 : 0;
  // a block is converted once and repeated: true sizes have a billion numbers
  const from = out.length < block.length ? start % (block.length - out.length) : 0;
  const halves = Uint16Array.from(block.subarray(from, from + out.length), (value) => toHalf(shift + scale * value));
  for (let filled = 0; filled < out.length; filled += halves.length) out.set(halves.subarray(0, out.length - filled), filled);
};

/** Writes a float16 checkpoint of that size with random weights; `next` gives whole numbers below 2³². */
export const writeRandomCheckpoint = (path: string, size: CheckpointSize, next: () => number): void =>
  writeRandomTensors(path, checkpointShapes(size), next);

/** Writes float16 tensors of these names and shapes with random numbers. */
export const writeRandomTensors = (path: string, shapes: readonly (readonly [string, readonly number[]])[], next: () => number): void => {
  const block = randomBlock(next, 65_537);
  const file = openSync(path, 'w');
  try {
    writeSync(file, encodeHeader(shapes.map(([name, shape]) => [name, { type: 'F16', shape }])));
    for (const [index, [name, shape]] of shapes.entries()) {
      const numbers = new Uint16Array(shape.reduce((all, side) => all * side, 1));
      fill(name, shape, block, index * 7919, numbers);
      writeSync(file, new Uint8Array(numbers.buffer));
    }
  } finally {
    closeSync(file);
  }
};
