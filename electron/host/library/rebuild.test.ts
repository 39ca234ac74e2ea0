import { existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import type { Image } from '../../contract/records.ts';
import { takeShare } from '../../store/lock.ts';
import { openStore } from '../../store/open.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../testing/studio.ts';
import { realDisk } from './durable-write.ts';
import { orderLogName } from './order-log.ts';
import { rebuildIndex } from './rebuild.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
let images: Image[];
beforeEach(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
  const jobs = await studio.call('jobs.start', { recipe: aRecipe({ prompt: 'a red fish' }), count: 3 });
  for (const job of jobs) await studio.until('image.added', ({ generation }) => generation === job);
  const ids = await studio.ids();
  await studio.call('images.change', { of: { ids: ids.slice(0, 1) }, change: { kind: 'rating', rating: 4 } });
  await studio.call('images.change', { of: { ids: ids.slice(0, 2) }, change: { kind: 'addTag', tag: 'sea' } });
  await studio.call('collections.add', 'Best of');
  images = await studio.call('images.byIds', ids);
});
afterEach(async () => {
  await studio.close().catch(() => undefined);
  removeFolder(folder);
});

const rebuild = (signal = new AbortController().signal, told: (readonly [number, number])[] = []) =>
  rebuildIndex(
    { usual: studio.home, appFolder: join(folder, 'app'), disk: realDisk, clock: Date.now },
    { signal, tell: (done, total) => told.push([done, total]) },
  );
const reopened = async (): Promise<Image[]> => {
  studio = await openStudio(folder);
  return studio.call('images.byIds', await studio.ids());
};

it('reads every picture again, keeps order, prompts and runs, and puts the old index aside', async () => {
  const prompts = await studio.call('prompts.list', { search: '', limit: 10 });
  await studio.close();
  // what the old index knows is not lost with the log either
  rmSync(join(studio.home.library, orderLogName));
  const told: (readonly [number, number])[] = [];
  const { pictures, unread, backup, lost } = await rebuild(undefined, told);
  expect([pictures, unread, lost, told.at(-1)]).toEqual([3, [], null, [3, 3]]);
  expect(existsSync(backup ?? '')).toBe(true);
  expect(await reopened()).toEqual(images);
  expect(await studio.call('prompts.list', { search: '', limit: 10 })).toEqual(prompts);
  expect((await studio.call('collections.list', null)).map(({ name }) => name)).toEqual(['Best of']);
  expect((await studio.call('jobs.list', null)).filter(({ state }) => state === 'done')).toHaveLength(3);
});

it('says what it could not read, also where the old index is rubbish', async () => {
  await studio.close();
  writeFileSync(studio.home.store, 'no database at all, but long enough for one to be looked for in it'.repeat(50));
  for (const ending of ['-wal', '-shm']) rmSync(`${studio.home.store}${ending}`, { force: true });
  const broken = join(studio.home.library, images[2]!.file);
  truncateSync(broken, readFileSync(broken).length - 20);
  const { pictures, unread, backup, lost } = await rebuild();
  expect([pictures, unread]).toEqual([2, [{ file: images[2]!.file, reason: { id: 'file.cut-off', with: {} } }]]);
  expect(lost).toMatch(/database/);
  expect(readFileSync(backup ?? '', 'utf8')).toMatch(/^no database/);
  expect((await reopened()).map(({ file, rating, tags }) => [file, rating, tags])).toEqual(
    images.slice(0, 2).map(({ file, rating, tags }) => [file, rating, tags]),
  );
});

it('leaves all as it was where it is stopped, or somebody has the library open', async () => {
  await expect(rebuild()).rejects.toMatchObject({ error: { code: 'library-busy' } });
  await studio.close();
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await expect(rebuild(controller.signal)).rejects.toThrow('enough');
  expect(readdirSync(dirname(studio.home.store)).filter((name) => name.startsWith('rebuilding') || name === 'backups')).toEqual([]);
  const db = openStore(studio.home.store);
  expect(db.prepare('SELECT count(*) FROM images').pluck().get()).toBe(3);
  db.close();
  expect(await reopened()).toEqual(images);
});

describe('from a window', () => {
  const ended = (state: 'done' | 'stopped' | 'failed') =>
    studio.until('places.changed', ({ rebuild: now }) => now?.state === state).then(({ rebuild: now }) => now);

  it('the studio closes, reads every picture and opens again; what could not be read is told until it is dismissed', async () => {
    const broken = join(studio.home.library, images[2]!.file);
    truncateSync(broken, readFileSync(broken).length - 20);
    await studio.call('library.rebuild', null);
    // answered while the library is closed
    expect((await studio.call('places.get', null)).rebuild).toMatchObject({ state: 'reading' });
    await expect(studio.call('library.rebuild', null)).rejects.toMatchObject({ error: { code: 'library-busy' } });
    const unread = [{ file: images[2]!.file, reason: { id: 'file.cut-off', with: {} } }];
    expect(await ended('done')).toMatchObject({ done: 3, total: 3, result: { pictures: 2, unread, lost: null } });
    expect(await studio.call('images.byIds', await studio.ids())).toEqual(images.slice(0, 2));
    expect((await studio.call('places.get', null)).rebuild).toMatchObject({ state: 'done' });
    await studio.call('library.stopRebuild', null);
    expect((await studio.call('places.get', null)).rebuild).toBe(null);
  });

  it('one that is stopped leaves all as it was, and so does one that somebody is in the way of', async () => {
    await studio.call('library.rebuild', null);
    await studio.call('library.stopRebuild', null);
    expect(await ended('stopped')).toMatchObject({ result: null, error: null });
    expect(await studio.call('images.byIds', await studio.ids())).toEqual(images);
    const command = takeShare(studio.home.libraryLock);
    await studio.call('library.rebuild', null);
    expect(await ended('failed')).toMatchObject({ error: { code: 'library-busy' } });
    command?.release();
    expect(await studio.call('images.byIds', await studio.ids())).toEqual(images);
  });
});
