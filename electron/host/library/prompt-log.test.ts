import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { termOf } from '../../contract/query/edit.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Image, PromptEntry } from '../../contract/records.ts';
import { openStore } from '../../store/open.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../testing/studio.ts';
import { realDisk } from './durable-write.ts';
import { rebuildIndex } from './rebuild.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
const options = { trash: async (path: string): Promise<void> => rmSync(path) };
beforeEach(async () => {
  folder = newFolder();
  studio = await openStudio(folder, options);
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

const make = async (recipe: Recipe): Promise<Image> => {
  const [job] = await studio.call('jobs.start', { recipe, count: 1 });
  return studio.until('image.added', ({ generation }) => generation === job);
};
const log = async (search = ''): Promise<PromptEntry[]> => studio.call('prompts.list', { search, limit: 10 });
const short = ({ prompt, negativePrompt, uses, images }: PromptEntry) => ({ prompt, negativePrompt, uses, images });

it('outlives its pictures, the bin and the index; says what a prompt made; and runs it again', async () => {
  const fox = aRecipe({ prompt: 'a “Füchsin” in snow', negativePrompt: 'fog', seed: 3 });
  const pictures = [await make(fox), await make({ ...fox, seed: 4 })];
  const other = await make(aRecipe({ prompt: 'a red boat' }));
  expect((await log()).map(short)).toEqual([
    { prompt: 'a red boat', negativePrompt: '', uses: 1, images: 1 },
    { prompt: 'a “Füchsin” in snow', negativePrompt: 'fog', uses: 2, images: 2 },
  ]);
  const made = await studio.ids(termOf('prompt', fox.prompt, '='));
  expect(made.toSorted()).toEqual(pictures.map(({ id }) => id).toSorted());

  await studio.call('images.delete', { ids: pictures.map(({ id }) => id) });
  await studio.close();
  const gone = { prompt: fox.prompt, negativePrompt: 'fog', uses: 2, images: 0 };
  // the bin was emptied with the end, and is at the next start
  studio = await openStudio(folder, options);
  expect(await studio.ids()).toEqual([other.id]);
  expect((await log('fuchs')).map(short)).toEqual([gone]);

  await studio.close();
  await rebuildIndex(
    { usual: studio.home, appFolder: join(folder, 'app'), disk: realDisk, clock: Date.now },
    { signal: new AbortController().signal, tell: () => undefined },
  );
  studio = await openStudio(folder, options);
  const [found] = await log('fuchs');
  expect(found === undefined ? null : short(found)).toEqual(gone);
  expect(await make(found?.recipe ?? fox)).toMatchObject({ recipe: { prompt: fox.prompt, negativePrompt: 'fog', seed: 4 } });
  expect((await log('fuchs')).map(short)).toEqual([{ ...gone, uses: 3, images: 1 }]);
});

it('is only ever added to', async () => {
  await make(aRecipe({ prompt: 'a fish' }));
  const db = openStore(studio.home.store);
  for (const change of ['DELETE FROM prompts', "UPDATE prompts SET prompt = 'another'", 'UPDATE prompts SET imported = 1'])
    expect(() => db.exec(change)).toThrow(/log|as it was written/);
  db.close();
  expect((await log()).map(short)).toEqual([{ prompt: 'a fish', negativePrompt: '', uses: 1, images: 1 }]);
});
