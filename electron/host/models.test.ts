import { cpSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ModelReport } from '../contract/engine.ts';
import { Failure } from '../contract/failure.ts';
import { type Store, openStore } from '../store/open.ts';
import type { Inspector } from './model-files/inspector.ts';
import { checkUsable } from './check-recipe.ts';
import { type Models, createModels } from './models.ts';
import { addTinyModel, newFolder, removeFolder } from './testing/studio.ts';

const report = (name: string): ModelReport => ({
  name,
  family: 'sd1',
  predicts: 'epsilon',
  edits: false,
  licence: null,
  about: null,
  examples: [],
  components: [{ role: 'denoiser', file: 'unet/model.onnx', bytes: 4, dtype: 'float16' }],
  sizes: { multiple: 8, point: 8, min: 16, max: 128, fixed: { width: 64, height: 64 } },
  defaults: { width: 64, height: 64, steps: 4, guidance: 5, sampler: 'euler@1', schedule: 'model@1', prior: null },
  warnings: [],
  problems: [],
});

let folder: string;
let db: Store;
let asked: string[];
let answer: (path: string) => ModelReport;
let models: Models;

beforeEach(() => {
  folder = newFolder();
  db = openStore(':memory:');
  asked = [];
  answer = () => report('Tiny');
  addTinyModel(join(folder, 'own'));
  models = open();
});
afterEach(() => removeFolder(folder));

const open = (): Models => {
  const inspector: Pick<Inspector, 'inspect'> = {
    inspect: async ({ path }) => {
      asked.push(path);
      return answer(path);
    },
  };
  return createModels({
    db,
    inspector,
    engineVersion: 'e 1',
    places: { builtIn: join(folder, 'own'), others: async () => [join(folder, 'others'), join(folder, 'nowhere')] },
  });
};
const addOther = (path: string): string => {
  cpSync(join(folder, 'own', 'tiny'), join(folder, 'others', path), { recursive: true });
  return join(folder, 'others', path);
};

it('are found in the built-in folder and in those of the settings, some levels deep', async () => {
  addOther('by-someone/sd/tiny');
  mkdirSync(join(folder, 'others', 'empty'));
  const list = await models.list();
  expect(list.map(({ id, builtIn, precision, sizes }) => ({ id: id.replace(/[0-9a-f]{6}$/, '#'), builtIn, precision, sizes }))).toEqual([
    { id: 'tiny', builtIn: true, precision: 'float16', sizes: { kind: 'fixed', list: [[64, 64]] } },
    { id: 'tiny-#', builtIn: false, precision: 'float16', sizes: { kind: 'fixed', list: [[64, 64]] } },
  ]);
});

it('are asked of the engine once, and again when a file has changed', async () => {
  await models.list();
  await open().list();
  expect(asked).toHaveLength(1);
  utimesSync(join(folder, 'own', 'tiny', 'unet', 'model.onnx'), 1, 1);
  await models.list();
  expect(asked).toHaveLength(1);
  await models.rescan();
  expect(asked).toHaveLength(2);
});

it('are found by id, by name in any case, by folder name, and by path', async () => {
  const other = addOther('second');
  const away = join(folder, 'away');
  cpSync(other, away, { recursive: true });
  answer = (path) => report(path.endsWith('second') ? 'Second' : 'Tiny');
  expect((await models.find('tiny')).builtIn).toBe(true);
  expect((await models.find('SECOND')).folder).toBe(other);
  const found = await models.find(away);
  expect(found.folder).toBe(away);
  expect((await models.find(found.id)).folder).toBe(away);
  await expect(models.find('third')).rejects.toThrow(/no model “third”. There are: tiny, second-/);
  await expect(models.find('./nowhere/at/all')).rejects.toThrow(Failure);
});

it('of the same name have to be told apart', async () => {
  addOther('a');
  addOther('b');
  await expect(models.find('Tiny')).rejects.toThrow(/more than one model “Tiny”/);
  expect((await models.find('tiny')).builtIn).toBe(true);
});

it('may be one checkpoint file', async () => {
  const file = join(folder, 'some.safetensors');
  writeFileSync(file, 'weights');
  const model = await models.find(file);
  expect(model.folder).toBe(file);
  expect(await models.hash(model.folder)).toMatch(/^[0-9a-f]{64}$/);
});

it('that cannot be read are listed with the reason, and do not run', async () => {
  answer = () => {
    throw new Failure({ code: 'model-broken', message: '“unet/model.onnx” is damaged.', what: null });
  };
  const [broken] = await models.list();
  expect(broken?.problems).toEqual(['“unet/model.onnx” is damaged.']);
  const none = { vae: null, textEncoders: null };
  expect(() => checkUsable(broken!, none)).toThrow('“tiny” cannot run: “unet/model.onnx” is damaged.');
});

it('are not remembered as broken because the engine died', async () => {
  answer = () => {
    throw new Failure({ code: 'engine-died', message: 'it died', what: null });
  };
  await expect(models.list()).rejects.toThrow('it died');
  answer = () => report('Tiny');
  expect((await models.list()).map(({ problems }) => problems)).toEqual([[]]);
});

it('have a hash of their content: the same wherever they lie, another when a byte changes', async () => {
  const [model] = await models.list();
  const before = await models.hash(model!.folder);
  renameSync(join(folder, 'own', 'tiny'), join(folder, 'own', 'moved'));
  const [moved] = await models.rescan();
  expect(await models.hash(moved!.folder)).toBe(before);
  writeFileSync(join(folder, 'own', 'moved', 'unet', 'model.onnx'), 'tinx');
  expect(await models.hash(moved!.folder)).not.toBe(before);
  writeFileSync(join(folder, 'own', 'moved', 'README.md'), 'about it');
  rmSync(join(folder, 'own', 'moved', 'unet', 'model.onnx'));
  writeFileSync(join(folder, 'own', 'moved', 'unet', 'model.onnx'), 'tiny');
  expect(await models.hash(moved!.folder)).toBe(before);
});

it('a CLIP is a file that goes with models, never a model, and the built-in one says so', async () => {
  const clip = fileURLToPath(new URL('../../native-models/clip/golden/split', import.meta.url));
  cpSync(clip, join(folder, 'own', 'eyes'), { recursive: true });
  cpSync(clip, join(folder, 'others', 'more-eyes'), { recursive: true });
  rmSync(join(folder, 'others', 'more-eyes', 'onnx', 'text_model.onnx'));
  expect((await models.list()).map(({ id }) => id)).toEqual(['tiny']);
  const [own, other] = await models.files();
  expect(own).toMatchObject({ id: 'eyes', kind: 'clip', builtIn: true, precision: 'float32', details: { vectors: 16 }, problems: [] });
  expect(other).toMatchObject({ kind: 'clip', builtIn: false, problems: [{ id: 'model.lacks' }] });
});
