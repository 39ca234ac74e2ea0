import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { saying } from '../../native-models/words/saying.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';
import { aRecipe } from '../contract/examples.ts';
import type { Image } from '../contract/records.ts';
import type { Recipe } from '../contract/recipe.ts';
import { checkout } from './checkout.ts';
import { newFolder, openStudio, removeFolder, type Studio } from './testing/studio.ts';
import { writeTinyCheckpoint, writeTinyLora } from './testing/tiny-files.ts';

// a picture with LoRAs, made again in a home that has the same files under other names and has never seen the picture

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const loras = ['ink', 'wash'] as const;
let [folder, elsewhere]: [string, string] = ['', ''];
let here: Studio;
let file: Buffer;
let made: Recipe;

const open = (at: string): Promise<Studio> =>
  openStudio(at, { engine: { node: checkout.node, main: checkout.engineMain, provider: 'cpu', threads: 1 } });
const draw = async (studio: Studio, recipe: Recipe): Promise<Image> => {
  const [id] = await studio.call('jobs.start', { recipe, count: 1 });
  const job = await studio.until('job.changed', (one) => one.id === id && one.state !== 'waiting' && one.state !== 'running');
  if (job.error !== null) throw new Error(inEnglish(job.error.message));
  return studio.until('image.added', (one) => one.generation === id);
};
const pixels = (bytes: Buffer): Promise<Buffer> => sharp(bytes).raw().toBuffer();
const renamed = (name: string): string => join(elsewhere, `home/models/others/${name}-of-another-name.safetensors`);

beforeAll(async () => {
  [folder, elsewhere] = [newFolder(), newFolder()];
  const models = join(folder, 'home/models');
  writeTinyCheckpoint(join(models, 'checkpoints/dream.safetensors'));
  for (const [n, name] of loras.entries()) writeTinyLora(join(models, `Lora/${name}.safetensors`), {}, 2 + 10 * n);
  const there = await open(folder);
  const { id, name } = (await there.call('models.list', null)).find((one) => one.name === 'dream')!;
  const plain = aRecipe({
    model: { id, name, hash: null },
    steps: 2,
    prompt: 'a red balloon',
    promptSyntax: { id: 'a1111-weights@1', options: {} },
  });
  const image = await draw(there, { ...plain, prompt: 'a red balloon <lora:ink:0.8><lora:wash:0.5:0.25>' });
  const without = await draw(there, plain);
  [file, made] = [readFileSync(join(there.home.library, image.file)), image.recipe];
  expect(await pixels(file)).not.toEqual(await pixels(readFileSync(join(there.home.library, without.file))));
  await there.close();

  mkdirSync(dirname(renamed('')), { recursive: true });
  copyFileSync(join(models, 'checkpoints/dream.safetensors'), renamed('dream'));
  for (const lora of loras) copyFileSync(join(models, `Lora/${lora}.safetensors`), renamed(lora));
  // of the same name, and another one
  writeTinyLora(join(elsewhere, 'home/models/Lora/ink.safetensors'), {}, 77);
  here = await open(elsewhere);
});
afterAll(async () => {
  await here.close();
  removeFolder(folder);
  removeFolder(elsewhere);
});

it('the file tells its LoRAs by content, and the picture is the same to the last bit', async () => {
  const { recipe } = await here.call('sources.settings', { base64: file.toString('base64') });
  expect(recipe).toEqual(made);
  expect(recipe?.loras.map(({ hash }) => hash?.length)).toEqual([64, 64]);
  const again = await draw(here, recipe!);
  expect(again.recipe.loras.map(({ name }) => name)).toEqual(loras.map((lora) => `${lora}-of-another-name`));
  expect(await pixels(readFileSync(join(here.home.library, again.file)))).toEqual(await pixels(file));
});

it('brought into the library it is verified as identical, from a terminal as well', async () => {
  const { image } = await here.call('imports.add', { base64: file.toString('base64'), name: 'balloon.png', modified: 0 });
  expect(await here.call('images.verify', image!.id)).toMatchObject({ verdict: 'identical', error: null });
  const path = join(elsewhere, 'balloon.png');
  writeFileSync(path, file);
  const words = [fileURLToPath(new URL('../cli/main.ts', import.meta.url)), 'verify', '--json', '--threads', '1', path];
  const { stdout, status } = spawnSync(process.execPath, words, {
    env: { ...process.env, TINCTURE_HOME: here.home.data },
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'identical' });
  expect(status).toBe(0);
});

it('a LoRA that is nowhere is named, and nothing is run without it', async () => {
  const [, wash] = made.loras;
  rmSync(renamed('wash'));
  await here.call('models.rescan', null);
  const said = {
    code: 'not-found',
    what: 'recipe.loras.1',
    message: saying(`“wash” (${wash!.hash!.slice(0, 10).toUpperCase()}) is in none`),
  };
  await expect(here.call('jobs.start', { recipe: made, count: 1 })).rejects.toMatchObject({ error: said });
  const imported = (await here.call('images.byIds', await here.ids())).find(({ file: name }) => name.startsWith('imported/'))!;
  expect(await here.call('images.verify', imported.id)).toMatchObject({ verdict: 'impossible', error: said });
});
