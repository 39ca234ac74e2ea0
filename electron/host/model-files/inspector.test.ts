import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineModel } from '../../contract/engine.ts';
import { aRecipe } from '../../contract/examples.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type Studio, addTinyModel, newFolder, openStudio, removeFolder, standInEngine } from '../testing/studio.ts';
import { createInspector, type Inspector } from './inspector.ts';
import { createPatience, inTime, TooLong } from './patience.ts';

// processes start, hang and die
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const model = (path: string): EngineModel => ({ path, vae: null, textEncoders: null, previewDecoder: null, family: null, predicts: null });

let started: Engine[];
let inspector: Inspector;
beforeEach(() => {
  started = [];
  const open = (): Engine => {
    const engine = createEngine({ node: process.execPath, main: standInEngine, provider: null });
    started.push(engine);
    return engine;
  };
  inspector = createInspector(open, { limit: 400, idle: 60_000 });
});
afterEach(() => inspector.close());

it('gives the reason for a model that hangs who looks at it, and for one that kills; the others go on in another process', async () => {
  const paths = ['/m/one', '/m/hangs', '/m/two', '/m/kills', '/m/three'];
  const ended = await Promise.allSettled(paths.map((path) => inspector.inspect(model(path))));
  const said = ended.map((one) => (one.status === 'fulfilled' ? one.value.name : String((one.reason as Error).message)));
  expect(said).toEqual([
    'tiny',
    expect.stringContaining('“hangs” could not be looked at in'),
    'tiny',
    expect.stringContaining('“kills” ended the process'),
    'tiny',
  ]);
  expect(started).toHaveLength(3);
});

it('ends its process when nobody asks any more', async () => {
  const open = (): Engine => {
    const engine = createEngine({ node: process.execPath, main: standInEngine, provider: null });
    const close = vi.fn(engine.close);
    started.push({ ...engine, close });
    return started.at(-1)!;
  };
  const brief = createInspector(open, { limit: 10_000, idle: 10 });
  await brief.inspect(model('/m/one'));
  await vi.waitFor(() => expect(started[0]!.close).toHaveBeenCalled());
  await brief.inspect(model('/m/two'));
  expect(started).toHaveLength(2);
  await brief.close();
});

it('waits for a disk once', async () => {
  const wait = createPatience(200);
  const never = vi.fn(() => new Promise<number>(() => undefined));
  expect(await wait(async () => 7)).toBe(7);
  await expect(wait(never)).rejects.toThrow(TooLong);
  await expect(wait(never)).rejects.toThrow(TooLong);
  expect(never).toHaveBeenCalledTimes(1);
  await expect(inTime(Promise.reject(new Error('no')), 200)).rejects.toThrow('no');
});

it('a picture in the making does not notice', async () => {
  const folder = newFolder();
  const studio: Studio = await openStudio(folder);
  try {
    const [id] = await studio.call('jobs.start', { recipe: aRecipe({ prompt: 'slow fox', steps: 60 }), count: 1 });
    await studio.until('job.progress', ({ job, step }) => job === id && step > 1);
    const wild = join(folder, 'wild');
    mkdirSync(wild);
    addTinyModel(wild);
    renameSync(join(wild, 'tiny'), join(wild, 'kills'));
    addTinyModel(wild);
    await studio.call('settings.set', { modelFolders: [wild] });
    const models = await studio.call('models.list', null);
    expect(models.filter(({ problems }) => problems.length > 0).map(({ folder: at }) => at)).toEqual([join(wild, 'kills')]);
    expect((await studio.until('job.changed', (job) => job.id === id && job.endedAt !== null)).state).toBe('done');
  } finally {
    await studio.close();
    removeFolder(folder);
  }
});
