import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sentence } from '../../native-models/words/sentence.ts';
import { aRecipe } from '../contract/examples.ts';
import { runsOf } from './runs.ts';

describe('the runs of a request', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tincture-wildcards-'));
    await mkdir(join(folder, 'sea'));
    await writeFile(join(folder, 'sea', 'animals.txt'), '# what swims\nfish\nwhale\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('have rising seeds and one prompt where it is no template', async () => {
    const runs = await runsOf(aRecipe({ seed: 7 }), 3, folder);
    expect(runs.map(({ seed }) => seed)).toEqual([7, 8, 9]);
    expect(new Set(runs.map(({ prompt }) => prompt))).toEqual(new Set(['a red balloon on a beach']));
  });

  it('hold the words that their own seed draws, the same each time', async () => {
    const recipe = aRecipe({ prompt: 'a {red|blue} __sea/animals__', seed: 100 });
    const prompts = (await runsOf(recipe, 40, folder)).map(({ prompt }) => prompt);
    expect(new Set(prompts)).toEqual(new Set(['a red fish', 'a blue fish', 'a red whale', 'a blue whale']));
    expect((await runsOf({ ...recipe, seed: 120 }, 1, folder))[0]?.prompt).toBe(prompts[20]);
  });

  it('are refused by field where the template makes no sense', async () => {
    await expect(runsOf(aRecipe({ prompt: 'a __planet__' }), 1, folder)).rejects.toMatchObject({
      error: { code: 'bad-input', what: 'recipe.prompt', message: sentence('list.none', { name: 'planet' }) },
    });
    await expect(runsOf(aRecipe({ negativePrompt: 'a {red|' }), 1, folder)).rejects.toMatchObject({
      error: { code: 'bad-input', what: 'recipe.negativePrompt', message: { id: 'template.open' } },
    });
  });

  it('are refused where what would be stored could not be read again', async () => {
    await expect(runsOf(aRecipe({ seed: Number.MAX_SAFE_INTEGER }), 2, folder)).rejects.toThrow(/seed/);
    await writeFile(join(folder, 'long.txt'), `${'word '.repeat(300)}\n`);
    await expect(runsOf(aRecipe({ prompt: '__long__ '.repeat(10) }), 1, folder)).rejects.toThrow(/prompt/);
    await expect(runsOf(aRecipe({ prompt: '{|}' }), 1, folder)).rejects.toMatchObject({
      error: { code: 'bad-input', what: 'recipe.prompt' },
    });
  });
});
