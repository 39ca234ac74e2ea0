import { z } from 'zod';
import { limits, Piece, Recipe, RecipeLora } from './recipe.ts';

/** A LoRA as the other program names it. `hash` is as it wrote it: AutoV2 (10 digits), AutoV3 (12, or all 64 of the tensors alone) or SHA-256. */
export const KnownLora = z.strictObject({
  name: z.string().min(1).max(500),
  hash: z.string().nullable(),
  weight: RecipeLora.shape.weight,
  textWeight: RecipeLora.shape.textWeight,
});
export type KnownLora = z.output<typeof KnownLora>;
import { Words } from './words.ts';

/** Longer than a prompt of ours may be: a person may cut it in the form, but a file is not made to say less. */
const said = z.string().max(100_000);

/** What a picture's file says of its making; null where it does not say. The names are the recipe's; `guidance` is its scale, `strength` that of its source. */
export const KnownFields = z.strictObject({
  prompt: said.nullable(),
  negativePrompt: said.nullable(),
  promptSyntax: Piece.nullable(),
  /** As the other program names it: no id of ours. */
  model: z.strictObject({ name: z.string(), hash: z.string().nullable() }).nullable(),
  width: z.int().min(1).nullable(),
  height: z.int().min(1).nullable(),
  seed: Recipe.shape.seed.nullable(),
  noise: Piece.nullable(),
  steps: Recipe.shape.steps.nullable(),
  sampler: Piece.nullable(),
  schedule: Piece.nullable(),
  guidance: z.number().min(0).max(limits.guidance).nullable(),
  strength: z.number().min(0).max(1).nullable(),
  hires: Recipe.shape.hires.unwrap(),
  loras: z.array(KnownLora).max(limits.loras).nullable().default(null),
});
export type KnownFields = z.output<typeof KnownFields>;

export const nothingKnown: KnownFields = {
  prompt: null,
  negativePrompt: null,
  promptSyntax: null,
  model: null,
  width: null,
  height: null,
  seed: null,
  noise: null,
  steps: null,
  sampler: null,
  schedule: null,
  guidance: null,
  strength: null,
  hires: null,
  loras: null,
};

/** A setting of another program that has no place in a recipe of ours, with its value as text. */
export const LeftBehind = z.strictObject({ name: z.string(), value: z.string() });
export type LeftBehind = z.output<typeof LeftBehind>;

/** Where a picture comes from that was not made here. */
export const Origin = z.strictObject({
  /** The program that made it; null where the file does not say. */
  tool: z.string().nullable(),
  fields: KnownFields,
  leftBehind: z.array(LeftBehind),
});
export type Origin = z.output<typeof Origin>;

/** What a file says, and what of it has no place here. */
export const LocatedSettings = z.strictObject({ fields: KnownFields, leftBehind: z.array(LeftBehind) });

/** What could be read of the settings in a picture file. */
export const FileSettings = z.strictObject({
  tool: z.string().nullable(),
  fields: KnownFields,
  leftBehind: z.array(LeftBehind),
  /** The whole recipe, where the picture is one of ours. */
  recipe: Recipe.nullable(),
  /** Why nothing, or not all, could be read; null where nothing is wrong. */
  reason: Words.nullable(),
});
export type FileSettings = z.output<typeof FileSettings>;

/** What became of a picture that was brought in: `known` where the library has the same file already. */
export const ImportOutcome = z.enum(['added', 'known', 'refused']);
export type ImportOutcome = z.output<typeof ImportOutcome>;
