import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTensorFile } from '../../native-models/graphs/safetensors-file.ts';
import { aRecipe } from '../contract/examples.ts';
import type { Image, Model } from '../contract/records.ts';
import type { Recipe } from '../contract/recipe.ts';
import { checkout } from './checkout.ts';
import { newFolder, openStudio, removeFolder, type Studio } from './testing/studio.ts';
import { tinyPng } from './testing/tiny-png.ts';
import { tinySize, writeTinyCheckpoint, writeTinyInversion, writeTinyLora, writeWideLora } from './testing/tiny-files.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';
import { saying } from '../../native-models/words/saying.ts';

let folder: string;
let shop: string;
let studio: Studio;
let model: Model;

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const plain = (id: string) => ({ id, options: {} });

/** Puts a NaN at the start of a float16 tensor. */
const spoil = (path: string, tensor: string): void => {
  const file = openSync(path, 'r+');
  writeSync(file, Uint8Array.of(0x01, 0x7e), 0, 2, readTensorFile(path).tensors.get(tensor)!.offset);
  closeSync(file);
};

beforeAll(async () => {
  folder = newFolder();
  shop = join(folder, 'home/models');
  writeTinyCheckpoint(join(shop, 'checkpoints/dream.safetensors'));
  writeTinyCheckpoint(join(shop, 'checkpoints/bare.safetensors'), { ...tinySize, clip: null }, 5);
  writeTinyCheckpoint(join(shop, 'checkpoints/other.safetensors'), tinySize, 6);
  writeTinyCheckpoint(join(shop, 'checkpoints/editor.safetensors'), { ...tinySize, unet: { ...tinySize.unet, channels: 8 } }, 7);
  writeWideLora(join(shop, 'Lora/wide.safetensors'));
  const broken = join(shop, 'checkpoints/broken-numbers.safetensors');
  writeTinyCheckpoint(broken, tinySize, 8);
  spoil(broken, 'model.diffusion_model.out.2.bias');
  writeTinyLora(join(shop, 'Lora/inkwash.safetensors'), { ss_tag_frequency: '{"a":{"ink wash":9,"boat":2}}' });
  writeTinyInversion(join(shop, 'embeddings/easy-negative.safetensors'));
  mkdirSync(join(shop, 'Lora'), { recursive: true });
  writeFileSync(join(shop, 'Lora/inkwash.preview.png'), tinyPng(8, 8, [0, 0, 0]));
  writeFileSync(join(shop, 'checkpoints/old.ckpt'), 'PK\u0003\u0004');
  writeFileSync(join(shop, 'Lora/cut.safetensors'), readFileSync(join(shop, 'Lora/inkwash.safetensors')).subarray(0, 900));
  studio = await openStudio(folder, { engine: { node: checkout.node, main: checkout.engineMain, provider: 'cpu', threads: 1 } });
  model = (await studio.call('models.list', null)).find(({ name }) => name === 'dream')!;
}, 60_000);
afterAll(async () => {
  await studio.close();
  removeFolder(folder);
});

const ask = (changes: Partial<Recipe>): Recipe =>
  aRecipe({
    model: { id: model.id, name: model.name, hash: null },
    steps: 2,
    promptSyntax: plain('a1111-weights@1'),
    ...changes,
  });
const draw = async (changes: Partial<Recipe>): Promise<Image> => {
  const [id] = await studio.call('jobs.start', { recipe: ask(changes), count: 1 });
  const job = await studio.until('job.changed', (one) => one.id === id && one.state !== 'waiting' && one.state !== 'running');
  if (job.error !== null) throw new Error(inEnglish(job.error.message));
  return studio.until('image.added', (one) => one.generation === id);
};
const refusal = (changes: Partial<Recipe>) =>
  studio.call('jobs.start', { recipe: ask(changes), count: 1 }).then(
    () => null,
    (error: { error: unknown }) => error.error,
  );

it('edits a picture with a network that is told one; the recipe holds both scales, and makes it again', async () => {
  const editor = (await studio.call('models.list', null)).find(({ name }) => name === 'editor')!;
  expect(editor).toMatchObject({ edits: true, problems: [] });
  expect(model.edits).toBe(false);
  const method = (await studio.call('studio.capabilities', null)).guidance.find(({ needs }) => needs.includes('edits'))!;
  const { sha256: image } = await studio.call('sources.add', { base64: Buffer.from(tinyPng(64, 64, [200, 30, 30])).toString('base64') });
  const wanted: Partial<Recipe> = {
    model: { id: editor.id, name: editor.name, hash: null },
    guidance: { id: method.id, options: { imageScale: 2 }, scale: 6, weak: null },
    source: { image, strength: 1, mask: null },
  };
  const { recipe, calls, sha256: first } = await draw(wanted);
  expect(calls).toBe(3 * 2);
  expect(recipe.guidance).toMatchObject({ id: 'image-and-text@1', options: { imageScale: 2 }, scale: 6 });
  expect((await draw({ ...recipe, made: null })).sha256).toBe(first);
  expect(await refusal({ ...wanted, source: null })).toMatchObject({ code: 'bad-input', what: 'recipe.source' });
  expect(await refusal({ ...wanted, source: { image, strength: 1, mask: image } })).toMatchObject({
    code: 'bad-input',
    what: 'recipe.source',
  });
  expect(await refusal({ guidance: wanted.guidance! })).toMatchObject({ code: 'bad-input', what: 'recipe.guidance' });
});

it('refuses a LoRA that fits no part of the model before anything runs, and tells the picker', async () => {
  const files = await studio.call('models.files', null);
  const [wide, ink] = ['wide', 'inkwash'].map((wanted) => files.find(({ name }) => name === wanted)!);
  expect(await studio.call('models.loraFits', { model: model.id, lora: ink!.id })).toBeNull();
  expect(await studio.call('models.loraFits', { model: model.id, lora: wide!.id })).toMatchObject({ id: 'lora.fits-nothing' });
  const one = { name: 'wide', hash: null, weight: 1, textWeight: null };
  expect(await refusal({ loras: [one] })).toMatchObject({
    code: 'bad-input',
    what: 'recipe.loras.0',
    message: saying('“wide.safetensors”'),
  });
  expect(await refusal({ prompt: 'a boat <lora:wide:1>' })).toMatchObject({ code: 'bad-input', what: 'recipe.prompt' });
});

it('names the tensor that made a run infinite, and finds it when asked', async () => {
  const list = await studio.call('models.list', null);
  const [bad, good] = ['broken-numbers', 'dream'].map((wanted) => list.find(({ name }) => name === wanted)!);
  expect(await studio.call('models.check', good!.id)).toEqual({ files: 1, damaged: [] });
  const { damaged } = await studio.call('models.check', bad!.id);
  expect(damaged).toEqual([{ file: 'broken-numbers.safetensors', tensor: 'model.diffusion_model.out.2.bias', problem: null }]);
  await expect(draw({ model: { id: bad!.id, name: bad!.name, hash: null } })).rejects.toThrow('“model.diffusion_model.out.2.bias”');
  const lora = (await studio.call('models.files', null)).find(({ name }) => name === 'inkwash')!;
  expect(await studio.call('models.check', lora.id)).toEqual({ files: 1, damaged: [] });
});

it('lists what lies in the folders, and says of what cannot be used why', async () => {
  const models = await studio.call('models.list', null);
  const named = (name: string) => models.find((one) => one.name === name);
  expect(named('dream')).toMatchObject({ family: 'sd1', precision: 'F16', predicts: 'epsilon', lacks: [], problems: [] });
  expect(named('bare')).toMatchObject({ family: 'sd1', lacks: ['textEncoders'] });
  expect(named('old')?.problems[0]).toEqual(saying('pickle'));
  const files = await studio.call('models.files', null);
  expect(files.find(({ name }) => name === 'inkwash')).toMatchObject({
    kind: 'lora',
    words: ['ink wash', 'boat'],
    pictured: true,
    details: { algorithms: ['LoRA'], rank: 2 },
  });
  expect(files.find(({ name }) => name === 'easy-negative')).toMatchObject({ kind: 'inversion', details: { vectors: 2 } });
  expect(files.find(({ name }) => name === 'cut')).toMatchObject({
    kind: 'lora',
    problems: [{ id: 'file.cannot-use', with: { detail: { id: 'tensors.cut' } } }],
  });
  const picture = await studio.host.modelImage(files.find(({ name }) => name === 'inkwash')!.id);
  expect(picture?.type).toBe('image/webp');
  expect(await studio.host.modelImage('../../etc/passwd')).toBeNull();
});

it('a LoRA in the prompt becomes a name with its content and weight, and changes the picture', async () => {
  const without = await draw({ prompt: 'a red balloon' });
  const tagged = await draw({ prompt: 'a red balloon, <lora:INKWASH:0.8>' });
  const listed = await draw({
    prompt: 'a red balloon',
    loras: [{ name: 'inkwash', hash: null, weight: 0.8, textWeight: null }],
  });
  expect(tagged.recipe.prompt).toBe('a red balloon');
  expect(tagged.recipe.loras).toEqual([
    { name: 'inkwash', hash: sha256(join(shop, 'Lora/inkwash.safetensors')), weight: 0.8, textWeight: null },
  ]);
  expect(tagged.sha256).not.toBe(without.sha256);
  // the picture's bytes hold its recipe, which is the same for both ways of asking
  expect(listed.sha256).toBe(tagged.sha256);
  expect((await draw({ prompt: 'a red balloon' })).sha256).toBe(without.sha256);
}, 60_000);

it('a name that nothing has is refused at the prompt, naming those that there are', async () => {
  expect(await refusal({ prompt: 'a boat <lora:nobody:1>' })).toMatchObject({
    code: 'bad-input',
    what: 'recipe.prompt',
    message: saying('There are: inkwash'),
  });
  expect(await refusal({ prompt: 'a boat <lora:inkwash:99>' })).toMatchObject({ code: 'bad-input', what: 'recipe.prompt' });
  expect(await refusal({ prompt: '<lora:inkwash:1>' })).toMatchObject({ code: 'bad-input', what: 'recipe.prompt' });
});

it('finds by content what has moved, and says what has gone', async () => {
  const first = await draw({ prompt: 'a boat <lora:inkwash:1>' });
  const at = join(shop, 'Lora/inkwash.safetensors');
  const away = join(shop, 'renamed/somewhere/else.safetensors');
  mkdirSync(join(shop, 'renamed/somewhere'), { recursive: true });
  renameSync(at, away);
  renameSync(join(shop, 'checkpoints/dream.safetensors'), join(shop, 'renamed/dreamt.safetensors'));
  await studio.call('models.rescan', null);
  const again = await draw(first.recipe);
  expect(again.recipe.model.hash).toBe(first.recipe.model.hash);
  expect(again.recipe.loras[0]).toMatchObject({ name: 'else', hash: first.recipe.loras[0]?.hash });
  renameSync(away, join(folder, 'kept'));
  await studio.call('models.rescan', null);
  expect(await refusal(first.recipe)).toMatchObject({
    code: 'not-found',
    what: 'recipe.loras.0',
    message: saying(first.recipe.loras[0]!.hash!.slice(0, 10).toUpperCase()),
  });
  renameSync(join(folder, 'kept'), at);
  renameSync(join(shop, 'renamed/dreamt.safetensors'), join(shop, 'checkpoints/dream.safetensors'));
  await studio.call('models.rescan', null);
}, 60_000);

it('textual inversions are used by their name in either prompt, and recorded', async () => {
  const [plainly, learned] = [await draw({ negativePrompt: 'blur' }), await draw({ negativePrompt: '(Easy-Negative:1.2), blur' })];
  const hash = sha256(join(shop, 'embeddings/easy-negative.safetensors'));
  expect(learned.recipe.inversions).toEqual([{ name: 'easy-negative', token: 'Easy-Negative', hash }]);
  expect(learned.sha256).not.toBe(plainly.sha256);
  expect((await draw({ prompt: 'easy-negatives are many' })).recipe.inversions).toEqual([]);
}, 60_000);

it('a part of another model takes the place of its own, or of what is missing', async () => {
  const own = await draw({});
  const swapped = await draw({ components: { vae: { name: 'other', hash: null }, textEncoders: null } });
  expect(swapped.recipe.components.vae).toEqual({ name: 'other', hash: sha256(join(shop, 'checkpoints/other.safetensors')) });
  expect(swapped.sha256).not.toBe(own.sha256);
  const bare = (await studio.call('models.list', null)).find(({ name }) => name === 'bare')!;
  const named = { id: bare.id, name: bare.name, hash: null };
  expect(await refusal({ model: named })).toMatchObject({ code: 'model-broken' });
  const completed = await draw({ model: named, components: { vae: null, textEncoders: { name: 'dream', hash: null } } });
  const lender = (await studio.call('models.list', null)).find(({ name }) => name === 'dream')!;
  await studio.call('models.choose', { model: bare.id, choices: { ...bare.choices, textEncoders: lender.id } });
  const chosen = await draw({ model: named });
  // what was chosen for the model stands in the recipe as if it had been asked for
  expect(chosen.recipe).toEqual(completed.recipe);
  expect(chosen.sha256).toBe(completed.sha256);
}, 60_000);

it('what the network predicts can be said, and is kept', async () => {
  const own = await draw({});
  const told = await studio.call('models.choose', { model: model.id, choices: { ...model.choices, predicts: 'v_prediction' } });
  expect(told.find(({ id }) => id === model.id)?.predicts).toBe('v_prediction');
  const other = await draw({});
  expect(other.recipe.predicts).toBe('v_prediction');
  expect(other.sha256).not.toBe(own.sha256);
  await studio.call('models.choose', { model: model.id, choices: model.choices });
  expect((await draw({})).sha256).toBe(own.sha256);
}, 60_000);

it('a damaged LoRA costs its own job and nothing else', async () => {
  const at = join(shop, 'Lora/cut.safetensors');
  rmSync(at);
  await studio.call('models.rescan', null);
  expect((await studio.call('models.files', null)).some(({ name }) => name === 'cut')).toBe(false);
  expect(await refusal({ prompt: 'x <lora:cut:1>' })).toMatchObject({ code: 'bad-input' });
  // damaged after the list was made, as by a disk that fails
  writeTinyLora(at, {}, 7);
  await studio.call('models.rescan', null);
  const whole = readFileSync(at);
  writeFileSync(at, whole.subarray(0, whole.length - 8));
  await expect(draw({ prompt: 'x <lora:cut:1>' })).rejects.toThrow('cut short');
  writeFileSync(at, whole);
  expect((await draw({ prompt: 'x <lora:cut:1>' })).recipe.loras).toHaveLength(1);
}, 60_000);

it('notices by itself what comes and goes, and computes hashes in quiet moments', async () => {
  const at = join(shop, 'Lora/late.safetensors');
  writeTinyLora(at, {}, 11);
  await studio.until('models.filesChanged', (files) => files.some(({ name }) => name === 'late'));
  await studio.until('models.filesChanged', (files) => files.some(({ name, hash }) => name === 'late' && hash === sha256(at)));
  expect(studio.told.some(({ name, payload }) => name === 'models.hashing' && 'left' in payload && payload.name === 'late')).toBe(true);
  const before = studio.told.length;
  rmSync(at);
  await expect.poll(() => studio.told.slice(before).some(({ name }) => name === 'models.filesChanged'), { timeout: 30_000 }).toBe(true);
  expect((await studio.call('models.files', null)).some(({ name }) => name === 'late')).toBe(false);
}, 60_000);
