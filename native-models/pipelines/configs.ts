import { z } from 'zod';
import { PictureError } from './errors.ts';
import type { Json } from './model-source.ts';
import { sentence } from '../words/sentence.ts';

const side = z.union([z.int().min(1).max(65_536), z.array(z.int().min(1).max(65_536)).min(1).max(2)]).nullish();
const finite = z.number().refine(Number.isFinite);

/** Only the keys that decide something here; the files hold many more. */
export const ModelIndex = z.looseObject({
  _class_name: z.string().nullish(),
  force_zeros_for_empty_prompt: z.boolean().nullish(),
  requires_aesthetics_score: z.boolean().nullish(),
});

export const DenoiserConfig = z.looseObject({
  sample_size: side,
  down_block_types: z.array(z.string()).nullish(),
  time_cond_proj_dim: z.int().nullish(),
});

export const VaeConfig = z.looseObject({
  scaling_factor: finite.nullish(),
  shift_factor: finite.nullish(),
  latents_mean: z.array(finite).nullish(),
  latents_std: z.array(finite).nullish(),
  block_out_channels: z.array(z.int()).min(1).max(12).nullish(),
  latent_channels: z.int().nullish(),
});

/** What a model says of itself in `tincture.json`, for what the common layout has no place. */
export const Extras = z.looseObject({
  name: z.string().min(1).max(200).nullish(),
  licence: z.string().max(2_000).nullish(),
  about: z.string().max(2_000).nullish(),
  defaults: z
    .looseObject({
      width: z.int().min(8).max(8_192).nullish(),
      height: z.int().min(8).max(8_192).nullish(),
      steps: z.int().min(1).max(1_000).nullish(),
      guidance: finite.nullish(),
      sampler: z.string().nullish(),
      schedule: z.string().nullish(),
      /** What a picture starts from, where the network was trained with another noise than normal. */
      prior: z
        .object({ id: z.string().min(1), options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}) })
        .nullish(),
    })
    .nullish(),
  sizes: z
    .looseObject({
      multiple: z.int().min(1).max(1_024).nullish(),
      min: z.int().min(1).max(8_192).nullish(),
      max: z.int().min(1).max(16_384).nullish(),
    })
    .nullish(),
  examples: z.array(z.string().max(2_000)).max(1_000).nullish(),
});

/** A configuration as one of the schemas above. Throws `config-invalid` naming the file and the key. */
export const readConfig = <T>(schema: z.ZodType<T>, json: Json | null, file: string): T => {
  const parsed = schema.safeParse(json ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue?.path.join('.') ?? '';
  throw new PictureError('config-invalid', sentence('config.impossible', { file, key, detail: issue?.message ?? '' }));
};
