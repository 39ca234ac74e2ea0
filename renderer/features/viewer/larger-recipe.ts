import type { Tiles } from '../../../electron/contract/recipe.ts';
import type { Capabilities, Image, Model } from '../../../electron/contract/records.ts';
import { emptyDraft, randomSeed } from '../../state/draft.ts';
import { readDraft, type Reading } from '../../state/read-draft.ts';
import { defaultsOf } from '../../state/recipe-fields.ts';

/** What a second pass is told: who draws it, with which words, how large, and how much it may change. */
export type Larger = Readonly<{ model: Model; prompt: string; width: number; height: number; strength: number; tiles: Tiles | null }>;

const beside = (image: Image, { width, height, strength, tiles }: Larger) => ({
  width,
  height,
  tiles,
  hires: null,
  enlarged: null,
  branch: null,
  // what it was made from is now its own past: the parent is this picture
  source: { image: image.sha256, strength, mask: null },
  lineage: { parent: image.sha256, how: 'second-pass' as const },
});

/** A model that can make a picture anew from itself. */
export const makerOf = (image: Image, models: readonly Model[]): Model | undefined =>
  image.origin === null ? models.find(({ id }) => id === image.recipe.model.id) : undefined;

/** The recipe of a picture made anew, larger, from itself: its own where its own model makes this too; of another model only the words are kept. */
export const largerRecipe = (image: Image, larger: Larger, known: Capabilities, words: Parameters<typeof readDraft>[3]): Reading => {
  const { model, prompt } = larger;
  if (makerOf(image, [model]) !== undefined)
    return { ok: true, request: { recipe: { ...image.recipe, ...beside(image, larger) }, count: 1 } };
  const { negativePrompt } = image.recipe;
  const reading = readDraft({ ...emptyDraft, ...defaultsOf(model), seed: randomSeed(), prompt, negativePrompt }, [model], known, words);
  if (!reading.ok) return reading;
  return { ok: true, request: { recipe: { ...reading.request.recipe, ...beside(image, larger) }, count: 1 } };
};
