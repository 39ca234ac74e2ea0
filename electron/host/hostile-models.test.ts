import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { modelFiles } from './model-files/files.ts';
import { type Studio, addTinyModel, newFolder, openStudio, removeFolder } from './testing/studio.ts';
import { saying } from '../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
let binned: string[];
beforeEach(async () => {
  folder = newFolder();
  binned = [];
  studio = await openStudio(folder, {
    trash: async (path) => {
      binned.push(path);
      renameSync(path, join(folder, 'bin'));
    },
  });
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

it('a link out of a model’s folder is none of its files, one that stays is', async () => {
  const model = join(folder, 'models', 'tiny');
  writeFileSync(join(folder, 'secret'), 'secret');
  symlinkSync(join(folder, 'secret'), join(model, 'unet', 'leaves.json'));
  symlinkSync('model.onnx', join(model, 'unet', 'stays.onnx'));
  symlinkSync('.', join(model, 'unet', 'loop'));
  const names = (await modelFiles(model)).map(({ path }) => path.slice(model.length + 1));
  expect(names).toEqual(['model_index.json', 'unet/model.onnx', 'unet/stays.onnx']);
});

it('folders that lead to themselves, a hundred times over, are looked at once', async () => {
  const wild = join(folder, 'wild');
  mkdirSync(wild);
  for (let n = 0; n < 100; n++) symlinkSync('.', join(wild, `loop-${n}`));
  addTinyModel(wild);
  await studio.call('settings.set', { modelFolders: [wild] });
  const found = (await studio.call('models.list', null)).filter(({ folder: at }) => at.startsWith(wild));
  expect(found).toHaveLength(1);
});

it('removing: ours goes to the bin, what is used in place is forgotten, what is built in stays', async () => {
  addTinyModel(studio.home.models);
  const [shelf, neighbour] = [join(studio.home.models, 'shelf'), join(studio.home.models, 'shelf', 'two')];
  mkdirSync(neighbour, { recursive: true });
  addTinyModel(shelf);
  addTinyModel(neighbour);
  const place = join(folder, 'elsewhere');
  mkdirSync(place);
  addTinyModel(place);
  await studio.call('settings.set', { modelFolders: [place] });
  const models = await studio.call('models.list', null);
  const idIn = (root: string): string => models.find(({ folder: at }) => at.startsWith(root))?.id ?? '';

  await studio.call('models.remove', idIn(join(studio.home.models, 'tiny')));
  expect(binned).toEqual([join(studio.home.models, 'tiny')]);
  renameSync(join(folder, 'bin'), join(folder, 'emptied'));
  await studio.call('models.remove', idIn(join(shelf, 'tiny')));
  expect(binned.at(-1)).toBe(join(shelf, 'tiny'));
  expect(existsSync(join(neighbour, 'tiny'))).toBe(true);
  renameSync(join(folder, 'bin'), join(folder, 'emptied-again'));
  // a file that goes with models, alone and beside another one
  const loras = join(studio.home.models, 'loras');
  mkdirSync(loras);
  for (const name of ['one', 'two']) writeFileSync(join(loras, `${name}.safetensors`), 'x');
  await studio.call('models.rescan', null);
  const fileAt = async (name: string): Promise<string> =>
    (await studio.call('models.files', null)).find(({ file }) => file.endsWith(`${name}.safetensors`))?.id ?? '';
  await studio.call('models.remove', await fileAt('one'));
  expect(binned.at(-1)).toBe(join(loras, 'one.safetensors'));
  renameSync(join(folder, 'bin'), join(folder, 'emptied-too'));
  await studio.call('models.remove', await fileAt('two'));
  expect(binned.at(-1)).toBe(loras);

  await studio.call('models.remove', idIn(place));
  expect((await studio.call('settings.get', null)).modelFolders).toEqual([]);
  expect(existsSync(join(place, 'tiny', 'unet', 'model.onnx'))).toBe(true);
  await expect(studio.call('models.remove', 'tiny')).rejects.toMatchObject({
    error: { code: 'not-allowed', message: saying('built in') },
  });
  expect(binned).toHaveLength(4);
});
