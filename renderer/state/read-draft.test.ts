import { beforeAll, describe, expect, it } from 'vitest';
import { Recipe } from '../../electron/contract/recipe.ts';
import { createI18n } from '../i18n.ts';
import { brokenModel, capabilities, model } from '../test/fake-data.ts';
import type { DraftFields } from './draft.ts';
import { fieldOf, readDraft } from './read-draft.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';

let say: Parameters<typeof readDraft>[3];
beforeAll(async () => {
  const { t } = await createI18n('en');
  say = { t, tell: inEnglish };
});

const draft = (changes: Partial<DraftFields> = {}): DraftFields => ({
  prompt: 'a fish',
  negativePrompt: '',
  model: 'starter',
  width: 128,
  height: 64,
  steps: 20,
  sampler: { id: 'euler-a@1', options: { eta: 0.5 } },
  schedule: { id: 'karras@1', options: {} },
  guidance: null,
  scale: 4,
  weak: null,
  noise: null,
  prior: null,
  promptSyntax: null,
  source: null,
  strength: 0.6,
  hires: null,
  tiles: null,
  components: { vae: null, textEncoders: null },
  predicts: null,
  loras: [],
  inversions: [],
  seed: 7,
  keepSeed: true,
  count: 3,
  ...changes,
});

const problems = (changes: Partial<DraftFields>, from = model) => {
  const reading = readDraft(draft({ model: from.id, ...changes }), [from], capabilities, say);
  return reading.ok ? {} : reading.problems;
};

describe('a draft in tiles', () => {
  const tiles = { width: 128, height: 128, overlap: 32 };

  it('is made of whole latent points', () => {
    const coarse = { ...model, point: 32 };
    expect(problems({ tiles, width: 1024, height: 128 }, coarse)).toEqual({});
    expect(Object.keys(problems({ tiles: { ...tiles, overlap: 16 }, width: 1000, height: 128 }, coarse)).toSorted()).toEqual([
      'tiles',
      'width',
    ]);
  });

  const fixed = { ...model, sizes: { kind: 'fixed' as const, list: [[128, 128] as [number, number]] } };

  it('may be larger than anything that the model makes', () => {
    const reading = readDraft(draft({ tiles, width: 1000, height: 128 }), [fixed], capabilities, say);
    expect(reading.ok && Recipe.parse(reading.request.recipe)).toMatchObject({ width: 1000, tiles });
    expect(Object.keys(problems({ width: 1000, height: 128 }, fixed))).toEqual(['width']);
    expect(Object.keys(problems({ tiles, width: 1001, height: 128 }, fixed))).toEqual(['width']);
  });

  it('says what is wrong with them in one place', () => {
    for (const wrong of [{ width: 100 }, { overlap: 128 }, { overlap: '' }])
      expect(Object.keys(problems({ tiles: { ...tiles, ...wrong } }))).toEqual(['tiles']);
  });
});

describe('a draft with a second pass', () => {
  const hires = { width: 256, height: 128, strength: 0.5, steps: 20, enlarge: 'latent' } as const;

  it('has it in the recipe', () => {
    const reading = readDraft(draft({ hires }), [model], capabilities, say);
    expect(reading.ok && Recipe.parse(reading.request.recipe).hires).toEqual(hires);
  });

  it('says what is wrong with it in one place', () => {
    for (const wrong of [{ width: 250 }, { height: '' }, { strength: 2 }, { steps: 0 }])
      expect(Object.keys(problems({ hires: { ...hires, ...wrong } }))).toEqual(['hires']);
  });
});

describe('a draft with autoguidance', () => {
  const guidance = { id: 'autoguidance@1', options: {} };

  it('asks for the second model, and names it in the recipe', () => {
    expect(problems({ guidance })).toEqual({ weak: 'Choose the weaker model to guide away from.' });
    const reading = readDraft(draft({ guidance, weak: model.id }), [model], capabilities, say);
    expect(reading.ok && reading.request.recipe.guidance.weak).toEqual({ id: model.id, name: model.name, hash: model.hash });
  });

  it('forgets it for every other method', () => {
    const reading = readDraft(draft({ weak: model.id }), [model], capabilities, say);
    expect(reading.ok && reading.request.recipe.guidance.weak).toBeNull();
  });
});

describe('a draft that starts from a picture', () => {
  const source = { image: 'a'.repeat(64), mask: 'b'.repeat(64) };

  it('becomes a recipe with the picture, its mask and the strength', () => {
    const reading = readDraft(draft({ source, strength: 0.35 }), [model], capabilities, say);
    expect(reading.ok && Recipe.parse(reading.request.recipe).source).toEqual({ ...source, strength: 0.35 });
  });

  it('says what a strength may be, but only where there is a picture', () => {
    expect(problems({ source, strength: 1.2 })).toEqual({ strength: 'Strength is a number from 0 to 1.' });
    expect(problems({ source, strength: '' })).toHaveProperty('strength');
    expect(problems({ source: null, strength: '' })).toEqual({});
  });
});

describe('a draft', () => {
  it('becomes a recipe that the contract takes, with the first of every kind where nothing is chosen', () => {
    const reading = readDraft(draft(), [model], capabilities, say);
    if (!reading.ok) throw new Error('refused');
    const { recipe, count } = reading.request;
    expect(Recipe.parse(recipe)).toEqual(recipe);
    expect(count).toBe(3);
    expect(recipe.guidance).toEqual({ id: 'cfg@1', options: {}, scale: 4, weak: null });
    expect(recipe.sampler).toEqual({ id: 'euler-a@1', options: { eta: 0.5 } });
    expect([recipe.width, recipe.height, recipe.seed]).toEqual([128, 64, 7]);
  });

  it.each([
    ['prompt', '', 'Write what the picture should show.'],
    ['prompt', '  \n', 'Write what the picture should show.'],
    ['prompt', 'x'.repeat(10_000), 'Prompt has 10,000 characters; at most 8000 fit.'],
    ['negativePrompt', 'x'.repeat(8_001), 'Negative prompt has 8001 characters; at most 8000 fit.'],
    ['width', 77, 'Width for Starter is a multiple of 8 from 64 to 256.'],
    ['height', 264, 'Height for Starter is a multiple of 8 from 64 to 256.'],
    ['height', '', 'Height for Starter is a multiple of 8 from 64 to 256.'],
    ['steps', 0, 'Steps is a whole number from 1 to 1000.'],
    ['steps', 10_000, 'Steps is a whole number from 1 to 1000.'],
    ['steps', 2.5, 'Steps is a whole number from 1 to 1000.'],
    ['scale', Number.NaN, 'Guidance is a number from 0 to 100.'],
    ['scale', '-', 'Guidance is a number from 0 to 100.'],
    ['scale', 101, 'Guidance is a number from 0 to 100.'],
    ['seed', -1, 'Seed is a whole number from 0 to 9,007,199,254,740,991.'],
    ['count', 0, 'Pictures is a whole number from 1 to 1000.'],
  ] as const)('with %s = %j is refused at that field alone', (field, value, message) => {
    expect(problems({ [field]: value })).toEqual({ [field]: message });
  });

  it('takes a guidance of 0 and a number typed as text', () => {
    expect(problems({ scale: 0, steps: '12' })).toEqual({});
  });

  it('names the sizes of a model that makes only some, and repeats why a broken one cannot run', () => {
    const fixed = { ...model, sizes: { kind: 'fixed' as const, list: [[64, 64] as [number, number], [64, 128] as [number, number]] } };
    expect(problems({ width: 64, height: 64 }, fixed)).toEqual({});
    expect(problems({ width: 128, height: 64 }, fixed)).toEqual({ width: 'Starter makes only these sizes: 64 × 64, 64 × 128.' });
    expect(problems({ width: 512, height: 512 }, brokenModel)).toEqual({ model: brokenModel.problems[0] });
  });
});

it('finds the field that a refusal of the host is about', () => {
  expect(fieldOf('steps')).toBe('steps');
  expect(fieldOf('recipe.guidance.scale')).toBe('scale');
  expect(fieldOf('/home/ada/models/x.onnx')).toBe('form');
  expect(fieldOf(null)).toBe('form');
});

describe('a model that edits pictures', () => {
  const methods = [...capabilities.guidance, { ...capabilities.guidance[0]!, id: 'image-and-text@1', needs: ['edits' as const] }];
  const known = { ...capabilities, guidance: methods };
  const editor = { ...model, edits: true };
  const image = 'a'.repeat(64);

  it('asks for the picture, takes its own guidance unless another was chosen, and no strength', () => {
    expect(readDraft(draft(), [editor], known, say)).toMatchObject({
      ok: false,
      problems: { source: expect.stringContaining('edits a picture') },
    });
    const source = { image, mask: null };
    const read = readDraft(draft({ source, strength: 'half' }), [editor], known, say);
    expect(read).toMatchObject({ ok: true, request: { recipe: { guidance: { id: 'image-and-text@1' }, source: { image, strength: 1 } } } });
    expect(readDraft(draft({ source: { image, mask: image } }), [editor], known, say)).toMatchObject({ ok: false });
    // a form that still has it from the last model
    const left = draft({ guidance: { id: 'image-and-text@1', options: {} } });
    expect(readDraft(left, [model], known, say)).toMatchObject({ ok: true, request: { recipe: { guidance: { id: 'cfg@1' } } } });
  });
});
