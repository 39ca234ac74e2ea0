import { z } from 'zod';
import { Recipe } from './recipe.ts';

const { prompt, negativePrompt, promptSyntax, model, width, height, noise, prior, steps, sampler, schedule, guidance, hires } =
  Recipe.shape;
const { loras, inversions, tiles } = Recipe.shape;

/** The part of a recipe that a preset holds; a field that is not there stays as the form has it. */
export const PresetFields = z
  .strictObject({
    prompt,
    negativePrompt,
    promptSyntax,
    model,
    width,
    height,
    noise,
    prior,
    steps,
    sampler,
    schedule,
    guidance,
    hires: hires.unwrap(),
    tiles: tiles.unwrap(),
    // without their defaults: what is not there stays as the form has it
    loras: loras.unwrap(),
    inversions: inversions.unwrap(),
  })
  .partial();
export type PresetFields = z.output<typeof PresetFields>;
export type PresetField = keyof PresetFields;

const name = z.string().trim().min(1, 'a preset needs a name').max(100, 'a name has at most 100 characters');
export const NewPreset = z.strictObject({
  name,
  /** The same in other languages, by their tag: a model may bring them. */
  names: z.record(z.string(), name).optional(),
  fields: PresetFields,
});
export type NewPreset = z.output<typeof NewPreset>;

export const Preset = z.strictObject({
  id: z.string(),
  ...NewPreset.shape,
  /** The model that brought it; null for the user's own. */
  from: z.string().nullable(),
});
export type Preset = z.output<typeof Preset>;

/** A file of presets: what people share, and what a model folder may have as `tincture-presets.json`. */
export const PresetFile = z.strictObject({
  kind: z.literal('tincture-presets'),
  version: z.literal(1),
  presets: z.array(NewPreset).max(1_000),
});
export type PresetFile = z.output<typeof PresetFile>;
export const presetFileName = 'tincture-presets.json';
