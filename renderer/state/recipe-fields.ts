import type { Recipe } from '../../electron/contract/recipe.ts';
import type { Model } from '../../electron/contract/records.ts';
import type { DraftFields } from './draft.ts';

/** What a model recommends. */
export const defaultsOf = ({ id, defaults }: Model): Partial<DraftFields> => ({
  model: id,
  width: defaults.width,
  height: defaults.height,
  steps: defaults.steps,
  sampler: defaults.sampler,
  schedule: defaults.schedule,
  prior: defaults.prior,
  guidance: null,
  scale: defaults.guidance,
  components: { vae: null, textEncoders: null },
  predicts: null,
});

/** What parts of a recipe are in the form: a whole one fills it, a preset or a single field changes only what it names. */
export const draftOf = (recipe: { readonly [K in keyof Recipe]?: Recipe[K] | undefined }): Partial<DraftFields> => {
  const { prompt, negativePrompt, model, width, height, steps, sampler, schedule, guidance, noise, prior, promptSyntax, hires, tiles } =
    recipe;
  const { source, seed, components, predicts, loras, inversions } = recipe;
  const fields: { [K in keyof DraftFields]?: DraftFields[K] | undefined } = {
    prompt,
    negativePrompt,
    model: model?.id,
    width,
    height,
    steps,
    sampler,
    schedule,
    guidance: guidance === undefined ? undefined : { id: guidance.id, options: guidance.options },
    scale: guidance?.scale,
    weak: guidance === undefined ? undefined : (guidance.weak?.id ?? null),
    noise,
    prior,
    promptSyntax,
    hires,
    tiles,
    components,
    predicts,
    loras,
    inversions,
    source:
      source == null ? source : { image: source.image, mask: source.mask, ...(source.edge === undefined ? {} : { edge: source.edge }) },
    strength: source?.strength,
    seed,
    // a seed that someone asked for is one that they want
    keepSeed: seed === undefined ? undefined : true,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
};
