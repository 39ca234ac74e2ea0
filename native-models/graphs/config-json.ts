import { z } from 'zod';
import { PictureError } from '../pipelines/errors.ts';
import type { Json } from '../pipelines/model-source.ts';
import type { TextEncoderConfig } from './text-encoder.ts';
import type { UnetConfig } from './unet.ts';
import type { VaeConfig } from './vae.ts';
import { sentence } from '../words/sentence.ts';

const count = z.int().min(1).max(4096);
const counts = z.union([count, z.array(count).min(1).max(12)]);

/** Only what decides a graph; the sizes are read from the tensors. */
const UnetJson = z.looseObject({
  attention_head_dim: counts.nullish(),
  num_attention_heads: counts.nullish(),
  norm_num_groups: count.nullish(),
  norm_eps: z.number().positive().nullish(),
  flip_sin_to_cos: z.boolean().nullish(),
  freq_shift: z.number().nullish(),
  addition_time_embed_dim: count.nullish(),
  act_fn: z.literal(['silu', 'swish']).nullish(),
  resnet_time_scale_shift: z.literal('default').nullish(),
  class_embed_type: z.null().optional(),
});

const TextJson = z.looseObject({
  hidden_act: z.literal(['quick_gelu', 'gelu']).nullish(),
  num_attention_heads: count.nullish(),
  eos_token_id: z.int().nullish(),
  layer_norm_eps: z.number().positive().nullish(),
});

const VaeJson = z.looseObject({ norm_num_groups: count.nullish(), act_fn: z.literal(['silu', 'swish']).nullish() });

const parse = <T>(schema: z.ZodType<T>, json: Json | null, file: string): T => {
  const parsed = schema.safeParse(json ?? {});
  if (parsed.success) return parsed.data;
  const key = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new PictureError('model-unsupported', sentence('config.no-network', { file, key, value: JSON.stringify(json?.[key] ?? null) }));
};

/** `guess` filled in and corrected by a UNet's `config.json`, where `attention_head_dim` is (for historical reasons) the number of heads. */
export const unetConfigFrom = (json: Json | null, guess: UnetConfig, inner: number | null, file: string): UnetConfig => {
  const said = parse(UnetJson, json, file);
  const heads = said.num_attention_heads ?? said.attention_head_dim ?? null;
  const headsAt =
    heads === null ? guess.headsAt : typeof heads === 'number' ? () => heads : (level: number) => heads[level] ?? heads.at(-1)!;
  const idWidth = said.addition_time_embed_dim ?? null;
  const ids = guess.added !== null && inner !== null ? Math.round((inner - guess.added.textWidth) / guess.added.idWidth) : 6;
  return {
    headsAt,
    groups: said.norm_num_groups ?? guess.groups,
    epsilon: said.norm_eps ?? guess.epsilon,
    timestep: { cosinesFirst: said.flip_sin_to_cos ?? guess.timestep.cosinesFirst, shift: said.freq_shift ?? guess.timestep.shift },
    added: guess.added === null || idWidth === null || inner === null ? guess.added : { textWidth: inner - ids * idWidth, idWidth },
  };
};

/** The same for a text encoder. Configurations from before transformers 4.31 name token 2 where they mean the largest id. */
export const textEncoderConfigFrom = (json: Json | null, guess: TextEncoderConfig, file: string): TextEncoderConfig => {
  if (json === null) return guess;
  const said = parse(TextJson, json, file);
  return {
    activation: said.hidden_act ?? 'quick_gelu',
    heads: said.num_attention_heads ?? guess.heads,
    skippedLayers: 0,
    endToken: said.eos_token_id == null || said.eos_token_id === 2 ? null : said.eos_token_id,
    epsilon: said.layer_norm_eps ?? guess.epsilon,
  };
};

/** The same for an autoencoder. */
export const vaeConfigFrom = (json: Json | null, file: string): VaeConfig => ({
  groups: parse(VaeJson, json, file).norm_num_groups ?? 32,
  epsilon: 1e-6,
});
