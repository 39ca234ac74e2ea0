import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRandomTensors } from './random-checkpoint.ts';
import { type UnetSize, unetShapes } from './unet-shapes.ts';

/** SD 1.5's `unet/config.json`, as far as diffusers' own defaults differ from it, and the widths. */
const configOf = ({ widths, layers, depths, contextWidth, channels }: UnetSize) => ({
  _class_name: 'UNet2DConditionModel',
  act_fn: 'silu',
  attention_head_dim: 8,
  block_out_channels: widths,
  cross_attention_dim: contextWidth,
  down_block_types: depths.map((depth) => (depth > 0 ? 'CrossAttnDownBlock2D' : 'DownBlock2D')),
  flip_sin_to_cos: true,
  freq_shift: 0,
  in_channels: channels,
  layers_per_block: layers,
  norm_eps: 1e-5,
  norm_num_groups: 32,
  out_channels: 4,
  sample_size: 64,
  up_block_types: depths.toReversed().map((depth) => (depth > 0 ? 'CrossAttnUpBlock2D' : 'UpBlock2D')),
});

/** Writes `unet/` in diffusers' layout into `folder`: random float16 weights that both this library and diffusers can open. */
export const writeRandomUnet = (folder: string, size: UnetSize, next: () => number): void => {
  const unet = join(folder, 'unet');
  mkdirSync(unet, { recursive: true });
  writeFileSync(join(unet, 'config.json'), JSON.stringify(configOf(size), null, 2));
  writeRandomTensors(join(unet, 'diffusion_pytorch_model.safetensors'), [...unetShapes(size)], next);
};
