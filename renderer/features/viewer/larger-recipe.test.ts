import { beforeAll, expect, it } from 'vitest';
import { nothingKnown } from '../../../electron/contract/origin.ts';
import { Recipe } from '../../../electron/contract/recipe.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { createI18n } from '../../i18n.ts';
import type { readDraft } from '../../state/read-draft.ts';
import { capabilities, image, model } from '../../test/fake-data.ts';
import { type Larger, largerRecipe } from './larger-recipe.ts';

let say: Parameters<typeof readDraft>[3];
beforeAll(async () => {
  const { t } = await createI18n('en');
  say = { t, tell: inEnglish };
});

const asked = (changes: Partial<Larger> = {}): Larger => ({
  model,
  prompt: 'a red balloon on a beach',
  width: 2048,
  height: 1024,
  strength: 0.4,
  tiles: { width: 128, height: 128, overlap: 32 },
  ...changes,
});
const recipeOf = (...args: Parameters<typeof largerRecipe>): Recipe => {
  const reading = largerRecipe(...args);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return Recipe.parse(reading.request.recipe);
};

it('keeps all that made a picture of ours, but for the size and where it starts', () => {
  const made = image(1, { steps: 31, seed: 5, hires: { width: 256, height: 256, strength: 0.4, steps: 9, enlarge: 'latent' } });
  const { width, tiles } = asked();
  expect(recipeOf(made, asked(), capabilities, say)).toMatchObject({
    ...made.recipe,
    width,
    height: 1024,
    tiles,
    hires: null,
    source: { image: made.sha256, strength: 0.4, mask: null },
    lineage: { parent: made.sha256, how: 'second-pass' },
  });
});

it('has of a picture from elsewhere the words that are given, and of the model the rest', () => {
  const foreign = { ...image(1, { steps: 31 }), origin: { tool: 'A1111', fields: nothingKnown, leftBehind: [] } };
  expect(recipeOf(foreign, asked({ prompt: 'a cat' }), capabilities, say)).toMatchObject({
    prompt: 'a cat',
    model: { id: model.id },
    steps: model.defaults.steps,
    sampler: model.defaults.sampler,
    width: 2048,
    source: { image: foreign.sha256 },
  });
  expect(largerRecipe(foreign, asked({ prompt: ' ' }), capabilities, say)).toMatchObject({
    ok: false,
    problems: { prompt: expect.any(String) },
  });
});
