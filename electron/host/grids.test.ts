import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import { type Grid, type Axis } from '../contract/grid.ts';
import { newFolder, openStudio, removeFolder, type Studio } from './testing/studio.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
beforeEach(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

const start = (axes: Axis[], prompt = 'a fish') => studio.call('grids.start', { name: 'try', recipe: aRecipe({ prompt }), axes });
const seeds: Axis = { field: 'seed', find: null, values: [1, 2] };
const steps: Axis = { field: 'steps', find: null, values: [3, 5] };

it('a grid is made of ordinary pictures, and is there again tomorrow', async () => {
  const id = await start([seeds, steps]);
  await studio.host.idle();
  expect(await studio.call('grids.list', null)).toMatchObject([{ id, cells: 4, done: 4, failed: 0, open: 0 }]);
  await studio.close();
  studio = await openStudio(folder);
  const grid = await studio.call('grids.get', id);
  const images = await studio.call(
    'images.byIds',
    grid.cells.flatMap(({ image }) => image ?? []),
  );
  expect(images.map(({ recipe }) => [recipe.seed, recipe.steps])).toEqual([
    [1, 3],
    [2, 3],
    [1, 5],
    [2, 5],
  ]);
  await studio.call('images.delete', { ids: [images[0]!.id] });
  expect((await studio.call('grids.get', id)).cells[0]).toMatchObject({ state: 'done', image: null });
  await studio.call('grids.delete', id);
  expect(await studio.call('grids.list', null)).toEqual([]);
  expect(await studio.ids()).toHaveLength(3);
});

/** How often each cell's run has ended. */
const endings = async ({ cells }: Grid): Promise<number[]> =>
  cells.map(
    ({ job }) => studio.told.filter(({ name, payload }) => name === 'job.changed' && payload.id === job && payload.endedAt !== null).length,
  );

it('failed cells are tried again, one or all, and the others stay as they are', async () => {
  const id = await start([{ field: 'prompt', find: 'fish', values: ['fish', 'fish refuse', 'refuse'] }]);
  await studio.host.idle();
  const before = await studio.call('grids.get', id);
  expect(before.cells.map(({ state, error }) => [state, error?.code])).toEqual([
    ['done', undefined],
    ['failed', 'out-of-memory'],
    ['failed', 'out-of-memory'],
  ]);
  await studio.call('grids.retry', { id, cell: 2 });
  await studio.host.idle();
  const after = await studio.call('grids.get', id);
  expect(after.cells.slice(0, 2)).toEqual(before.cells.slice(0, 2));
  expect(await endings(after)).toEqual([1, 1, 2]);
  await studio.call('grids.retry', { id, cell: null });
  await studio.host.idle();
  const all = await studio.call('grids.get', id);
  expect(all.cells.map(({ job }) => job)).toEqual(before.cells.map(({ job }) => job));
  expect(await endings(all)).toEqual([1, 2, 3]);
});

it('is cancelled as a whole, and leaves the rest of the queue alone', async () => {
  const id = await start([{ field: 'seed', find: null, values: [1, 2, 3, 4] }], 'slow fish');
  const [other] = await studio.call('jobs.start', { recipe: aRecipe(), count: 1 });
  await studio.call('grids.cancel', id);
  await studio.host.idle();
  expect((await studio.call('grids.get', id)).cells.map(({ state }) => state)).toEqual(Array(4).fill('cancelled'));
  expect((await studio.call('jobs.list', null)).find((job) => job.id === other)?.state).toBe('done');
});

it('what no cell can be is refused before anything is stored', async () => {
  await expect(start([{ field: 'prompt', find: 'cat', values: ['x'] }])).rejects.toMatchObject({
    error: { message: { id: 'grid.no-words' } },
  });
  await expect(start([{ field: 'steps', find: null, values: [4, 0] }])).rejects.toThrow(
    'The number of steps is a whole number from 1 to 1000.',
  );
  await expect(start([{ field: 'sampler', find: null, values: ['magic@1'] }])).rejects.toThrow(/no sampler “magic@1”/);
  const many = Array.from({ length: 40 }, (_, i) => i);
  await expect(start([seeds, { ...steps, values: many.map((i) => i + 1) }, { ...seeds, field: 'width', values: many }])).rejects.toThrow(
    /3200 cells/,
  );
  expect(await studio.call('grids.list', null)).toEqual([]);
  expect(await studio.call('jobs.list', null)).toEqual([]);
});
