import type { Json } from './model-source.ts';
import { readConfig, VaeConfig } from './configs.ts';
import type { RoleOf } from '../sessions/roles.ts';

/** How a VAE's latents relate to the denoiser's, and to pixels. */
export type VaeScale = Readonly<{
  /** Pixels a latent point stands for, each way. */
  factor: number;
  channels: number;
  /** Denoiser's latent = (VAE's latent − shift) · scaling, per channel. */
  scaling: readonly number[];
  shift: readonly number[];
}>;

const fixed = (dim: number | string | undefined): number | null => (typeof dim === 'number' ? dim : null);

/** From the decoder's config.json; where it is silent, from the graph's own shapes, then from what the family usually has. */
export const vaeScaleOf = (decoder: RoleOf<'vae-decoder'>, config: Json | null, file: string, usualScaling: number): VaeScale => {
  const said = readConfig(VaeConfig, config, file);
  const channels = fixed(decoder.latent.shape[1]) ?? said.latent_channels ?? 4;
  const latentHeight = fixed(decoder.latent.shape[2]);
  const imageHeight = fixed(decoder.image.shape[2]);
  const byShape = latentHeight !== null && imageHeight !== null ? imageHeight / latentHeight : null;
  const byBlocks = said.block_out_channels == null ? null : 2 ** (said.block_out_channels.length - 1);
  const factor = said.scaling_factor ?? usualScaling;
  const each = (values: readonly number[] | null | undefined, otherwise: number): readonly number[] =>
    Array.from({ length: channels }, (_, channel) => values?.[channel] ?? otherwise);
  // latents_mean and latents_std, where a VAE has them, come before the one scaling factor (diffusers' SDXL pipelines)
  const std = each(said.latents_std, 1);
  return {
    factor: byShape ?? byBlocks ?? 8,
    channels,
    scaling: std.map((deviation) => factor / deviation),
    shift: each(said.latents_mean, said.shift_factor ?? 0),
  };
};
