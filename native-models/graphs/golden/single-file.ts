import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mt19937 } from '../../noise/mt19937.ts';
import { type CheckpointSize, checkpointShapes, writeRandomTensors } from '../bench/random-checkpoint.ts';
import { type UnetSize, unetShapes } from '../bench/unet-shapes.ts';

/** Kinds of single files, whose heads and groups nothing but their shapes tell. `heads` is what the published rule makes of it, level by level. */
type Kind = Readonly<{ unet: UnetSize; heads: readonly number[]; textWidth: number | null }>;

const sd1: UnetSize = {
  widths: [32, 64],
  layers: 1,
  depths: [1, 0],
  contextWidth: 24,
  channels: 4,
  projection: 'convolution',
  addedWidth: 0,
};
const sd2: UnetSize = { ...sd1, widths: [64, 128], depths: [1, 1], projection: 'linear' };

export const kinds: Readonly<Record<string, Kind>> = {
  'sd1, odd widths, two layers': { unet: { ...sd1, widths: [96, 160], layers: 2, depths: [1, 1] }, heads: [8, 8], textWidth: null },
  'sd1 for inpainting': { unet: { ...sd1, channels: 9 }, heads: [8, 8], textWidth: null },
  'sd1 for editing by text': { unet: { ...sd1, channels: 8 }, heads: [8, 8], textWidth: null },
  sd2: { unet: sd2, heads: [1, 2], textWidth: null },
  sdxl: { unet: { ...sd2, widths: [32, 64, 128], depths: [0, 1, 2], addedWidth: 1280 + 6 * 16 }, heads: [1, 1, 2], textWidth: 1280 },
  'sdxl refiner': {
    unet: { ...sd2, widths: [32, 64, 128, 128], depths: [0, 2, 2, 0], addedWidth: 1280 + 5 * 16 },
    heads: [1, 1, 2, 2],
    textWidth: 1280,
  },
};

const numbers = (): (() => number) => mt19937(11).next;

/** The kind as people share it: one file under the original names. */
export const writeSingleFile = (path: string, { unet }: Kind): void => {
  const size: CheckpointSize = { unet, clip: null, openClip: null, vae: [32, 32] };
  writeRandomTensors(path, checkpointShapes(size), numbers());
};

/** The same numbers in diffusers' layout with a full `config.json`: what `record_single_file.py` reads. */
const writeFolder = (folder: string, { unet, heads, textWidth }: Kind): void => {
  mkdirSync(folder, { recursive: true });
  const { widths, layers, depths, contextWidth, channels, projection, addedWidth } = unet;
  const types = depths.map((depth) => (depth > 0 ? 'CrossAttn' : ''));
  const ids = widths.length > 3 ? 5 : 6;
  const config = {
    block_out_channels: widths,
    layers_per_block: layers,
    attention_head_dim: heads,
    transformer_layers_per_block: depths.map((depth) => (depth > 0 ? depth : Math.max(...depths))),
    cross_attention_dim: contextWidth,
    in_channels: channels,
    down_block_types: types.map((type) => `${type}DownBlock2D`),
    up_block_types: types.toReversed().map((type) => `${type}UpBlock2D`),
    use_linear_projection: projection === 'linear',
    ...(textWidth === null
      ? {}
      : {
          addition_embed_type: 'text_time',
          addition_time_embed_dim: (addedWidth - textWidth) / ids,
          projection_class_embeddings_input_dim: addedWidth,
        }),
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config, null, 2));
  writeRandomTensors(join(folder, 'diffusion_pytorch_model.safetensors'), [...unetShapes(unet)], numbers());
};

/** `node single-file.ts OUT` writes every kind for `record_single_file.py`. */
const [, program, out] = process.argv;
if (program === import.meta.filename && out !== undefined) {
  for (const [name, kind] of Object.entries(kinds)) writeFolder(join(out, name), kind);
}
