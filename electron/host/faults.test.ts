import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { Job, JobId } from '../contract/records.ts';
import { type Studio, newFolder, openStudio, removeFolder } from './testing/studio.ts';
import { comparePictures } from './verify/compare.ts';
import { saying } from '../../native-models/words/saying.ts';

// the real engine, on copies of a tiny model that are damaged while it is in use
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const main = fileURLToPath(new URL('../engine/main.ts', import.meta.url));
const golden = fileURLToPath(new URL('../../native-models/conformance/golden/pipelines/models/sd15-tiny', import.meta.url));

let studio: Studio;
beforeEach(async () => {
  const folder = newFolder();
  for (const name of ['doomed', 'sound']) {
    mkdirSync(join(folder, 'home', 'models'), { recursive: true });
    cpSync(golden, join(folder, 'home', 'models', name), { recursive: true });
  }
  studio = await openStudio(folder, { engine: { node: process.execPath, main, provider: 'cpu', threads: 1 } });
});
afterEach(async () => {
  await studio.close();
  removeFolder(studio.folder);
});

const fileOf = (name: string, file: string): string => join(studio.folder, 'home', 'models', name, file);
const recipeFor = async (name: string, changes: Partial<Recipe> = {}): Promise<Recipe> => {
  const model = (await studio.call('models.list', null)).find((one) => one.folder.endsWith(name));
  return aRecipe({ ...changes, schedule: { id: 'karras@1', options: {} }, model: { id: model!.id, name, hash: null } });
};
const start = async (name: string, changes: Partial<Recipe> = {}): Promise<JobId> => {
  const [id] = await studio.call('jobs.start', { recipe: await recipeFor(name, changes), count: 1 });
  return id!;
};
const ended = (id: JobId): Promise<Job> => studio.until('job.changed', (job) => job.id === id && job.endedAt !== null);

const damages: readonly (readonly [string, (path: string) => void, string])[] = [
  ['deleted', (path) => rmSync(path), 'unet/model.onnx'],
  ['cut off', (path) => truncateSync(path, 1_000), 'vae_decoder/model.onnx'],
  [
    'replaced by random bytes',
    (path) => {
      const { length } = readFileSync(path);
      writeFileSync(
        path,
        Uint8Array.from({ length }, (_, i) => (i * 7919 + 13) % 251),
      );
    },
    'text_encoder/model.onnx',
  ],
];

describe.each(damages)('a model file that is %s', (_, damage, file) => {
  it('between two runs', async () => {
    expect((await ended(await start('doomed'))).state).toBe('done');
    damage(fileOf('doomed', file));
    const bad = await start('doomed').then(ended, (error: unknown) => error);
    expect(bad).toMatchObject({ error: { code: 'model-broken', message: saying(file) } });
    // all else goes on, and the model does too once it is mended
    expect((await ended(await start('sound'))).state).toBe('done');
    copyFileSync(join(golden, file), fileOf('doomed', file));
    await studio.call('models.rescan', null);
    expect((await ended(await start('doomed'))).state).toBe('done');
  });

  it('in the middle of a run', async () => {
    const id = await start('doomed', { steps: 40 });
    const next = await start('sound');
    await studio.until('job.progress', ({ job, step }) => job === id && step >= 2);
    damage(fileOf('doomed', 'unet/model.onnx'));
    const job = await ended(id);
    // what is open stays whole in memory; what made the picture must be named by its content, and that is gone
    if (job.state === 'failed') expect(job.error).toMatchObject({ code: expect.stringMatching(/model-broken|not-found/) });
    else expect(job.state).toBe('done');
    expect((await ended(next)).state).toBe('done');
  });
});

it('a run that is put aside and one that is cut off end on the same bytes as one that is left alone', async () => {
  const whole = await ended(await start('sound', { steps: 30, sampler: { id: 'dpmpp-2m@1', options: {} } }));
  const id = await start('sound', { steps: 30, sampler: { id: 'dpmpp-2m@1', options: {} } });
  await studio.until('job.progress', ({ job, step }) => job === id && step >= 7);
  await studio.call('queue.pause', 'now');
  await studio.host.idle();
  expect((await studio.call('jobs.list', null))[0]?.kept?.step).toBeGreaterThanOrEqual(7);
  await studio.call('queue.resume', null);
  const aside = await ended(id);
  const images = await studio.call('images.byIds', [whole.image!, aside.image!]);
  expect(images[1]!.sha256).toBe(images[0]!.sha256);
  expect(images[1]!.calls).toBe(images[0]!.calls);
});

it('a branch leaves its parent’s run where it is told to, and its file makes it again', async () => {
  const parent = await ended(await start('sound', { steps: 12 }));
  expect(await studio.call('jobs.kept', parent.id)).toMatchObject({ steps: 12, kept: expect.arrayContaining([12]) });
  const said = { prompt: 'a blue fish', negativePrompt: '', guidance: { ...parent.recipe.guidance, scale: 7 } };
  const branch = await ended(await studio.call('jobs.branch', { job: parent.id, step: 10, ...said }));
  const [image] = await studio.call('images.byIds', [branch.image!]);
  expect(image!.recipe.branch).toMatchObject({ job: parent.id, step: 10, earlier: [{ until: 10, prompt: parent.recipe.prompt }] });
  rmSync(studio.home.runs, { recursive: true });
  const [id] = await studio.call('jobs.start', { recipe: { ...image!.recipe, made: null }, count: 1 });
  const [again] = await studio.call('images.byIds', [(await ended(id!)).image!]);
  expect(again!.sha256).toBe(image!.sha256);
  expect(again!.sha256).not.toBe((await studio.call('images.byIds', [parent.image!]))[0]!.sha256);
  // the run that it left is gone: only its file says what was said before
  expect(await studio.call('images.verify', image!.id)).toMatchObject({ verdict: 'identical', differences: [] });
  await expect(studio.call('jobs.branch', { job: parent.id, step: 30, ...said }).then(ended)).resolves.toMatchObject({
    state: 'failed',
    error: { code: 'bad-input', message: saying('12 steps') },
  });
});

it('every cell of a grid is made again from its file, and by “again”, when the grid is gone', async () => {
  const id = await studio.call('grids.start', {
    name: 'try',
    recipe: await recipeFor('sound', { steps: 4 }),
    axes: [
      { field: 'sampler', find: null, values: ['euler-ancestral@1', 'dpmpp-2m@1'] },
      { field: 'guidance.scale', find: null, values: [1, 7] },
    ],
  });
  await studio.host.idle();
  const { cells } = await studio.call('grids.get', id);
  await studio.call('grids.delete', id);
  const made = await studio.call(
    'images.byIds',
    cells.flatMap(({ image }) => image ?? []),
  );
  expect(new Set(made.map(({ sha256 }) => sha256)).size).toBe(4);
  for (const image of made) expect(await studio.call('images.verify', image.id)).toMatchObject({ verdict: 'identical', differences: [] });
  const last = made.at(-1)!;
  const recipe = { ...last.recipe, made: null, lineage: { parent: last.sha256, how: 'again' as const } };
  const again = await ended((await studio.call('jobs.start', { recipe, count: 1 }))[0]!);
  const [second] = await studio.call('images.byIds', [again.image!]);
  const [one, other] = [last, second!].map(({ file }) => readFileSync(join(studio.home.library, file)));
  expect(await comparePictures(one!, other!)).toMatchObject({ kind: 'compared', psnr: null, changed: 0 });
  expect(await studio.call('images.verify', second!.id)).toMatchObject({ verdict: 'identical' });
});
