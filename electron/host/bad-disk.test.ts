import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { AppError } from '../contract/result.ts';
import { resolveHome } from './home.ts';
import { createHost } from './host.ts';
import { type Disk, realDisk } from './library/durable-write.ts';
import { type Studio, newFolder, openStudio, removeFolder, standInEngine } from './testing/studio.ts';
import { saying } from '../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
let refuseWrites: string | null;

/** A disk that can be told to refuse, half-way through a file. */
const disk: Disk = {
  ...realDisk,
  open: async (path, flags) => {
    const file = await realDisk.open(path, flags);
    if (refuseWrites === null || flags === 'r') return file;
    const code = refuseWrites;
    return {
      writeFile: async () => {
        await file.writeFile('half');
        throw Object.assign(new Error(code), { code, path });
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
};

beforeEach(async () => {
  refuseWrites = null;
  folder = newFolder();
  studio = await openStudio(folder, { disk });
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

/** A picture can still be made, and the queue holds nothing of the refused. */
const expectIntact = async (): Promise<void> => {
  const before = (await studio.call('jobs.list', null)).length;
  const [job] = await studio.call('jobs.start', { recipe: aRecipe(), count: 1 });
  const ended = await studio.until('job.changed', ({ id, endedAt }) => id === job && endedAt !== null);
  expect([ended.state, ended.error]).toEqual(['done', null]);
  expect(await studio.call('jobs.list', null)).toHaveLength(before + 1);
};

describe('a disk that refuses', () => {
  const failing = async (code: string): Promise<{ error: AppError | null; waiting: string | undefined }> => {
    refuseWrites = code;
    const [first, second] = await studio.call('jobs.start', { recipe: aRecipe(), count: 2 });
    const failed = await studio.until('job.changed', ({ id, endedAt }) => id === first && endedAt !== null);
    await studio.host.idle();
    const waiting = (await studio.call('jobs.list', null)).find(({ id }) => id === second)?.state;
    return { error: failed.error, waiting };
  };

  it('because it is full: the run says so, the rest waits, nothing half-written is left, and room makes it go on', async () => {
    const { error, waiting } = await failing('ENOSPC');
    expect(error?.code).toBe('disk-full');
    expect(error?.message).toEqual(saying('Free some space'));
    expect(error?.message).toEqual(saying(studio.home.library));
    expect(waiting).toBe('waiting');
    expect(studio.told.some(({ name }) => name === 'studio.notice')).toBe(true);
    const days = readdirSync(studio.home.library);
    expect(days.flatMap((day) => readdirSync(join(studio.home.library, day)))).toEqual([]);
    refuseWrites = null;
    await studio.call('jobs.start', { recipe: aRecipe(), count: 1 });
    await studio.host.idle();
    expect(await studio.ids()).toHaveLength(2);
  });

  it('because the library is read-only: the run says so, and the rest waits', async () => {
    const { error, waiting } = await failing('EROFS');
    expect(error?.code).toBe('read-only');
    expect(error?.message).toEqual(saying('TINCTURE_HOME'));
    expect(waiting).toBe('waiting');
  });
});

describe('a home that cannot be used is refused with its name', () => {
  const openAt = (home: string): Promise<unknown> =>
    createHost({
      home: resolveHome({ TINCTURE_HOME: home }),
      engine: { node: process.execPath, main: standInEngine, provider: 'cpu' },
      appFolder: join(folder, 'app'),
      builtInModels: join(folder, 'models'),
      publish: () => undefined,
      trash: null,
      reveal: null,
    });

  it('a file in place of a folder', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(openAt(join(folder, 'file'))).rejects.toMatchObject({
      error: { code: 'read-only', message: saying(join(folder, 'file')) },
    });
  });

  it('an index that is none', async () => {
    mkdirSync(join(folder, 'other', 'store'), { recursive: true });
    writeFileSync(join(folder, 'other', 'store', 'tincture.sqlite'), 'this is no database'.repeat(100));
    await expect(openAt(join(folder, 'other'))).rejects.toMatchObject({ error: { message: saying('is damaged') } });
    rmSync(join(folder, 'other', 'store', 'tincture.sqlite'));
  });
});

describe('files from outside', () => {
  it('that are no pictures are refused as sources', async () => {
    for (const bytes of [Buffer.from(''), Buffer.from('no picture'), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]) {
      const result = await studio.host.call('sources.add', { base64: bytes.toString('base64') });
      expect(result).toMatchObject({ ok: false, error: { code: 'bad-input', message: saying('PNG, JPEG or WebP') } });
    }
    await expectIntact();
  });

  it('that are gone are named when a run needs them', async () => {
    const source = { image: 'ab'.repeat(32), strength: 0.5, mask: null };
    const [job] = await studio.call('jobs.start', { recipe: aRecipe({ source } satisfies Partial<Recipe>), count: 1 });
    const failed = await studio.until('job.changed', ({ id, endedAt }) => id === job && endedAt !== null);
    expect(failed.error).toMatchObject({ code: 'not-found', what: 'recipe.source' });
    await expectIntact();
  });
});

it('settings that cannot be read start afresh, and the old file is kept', async () => {
  await studio.close();
  writeFileSync(studio.home.settings, '{ broken');
  studio = await openStudio(folder, { disk });
  expect(await studio.call('settings.get', null)).toMatchObject({ theme: 'system' });
  expect(readdirSync(studio.home.data)).toContain('settings.json.broken');
  await studio.call('settings.set', { theme: 'dark' });
  await studio.close();
  studio = await openStudio(folder, { disk });
  expect(await studio.call('settings.get', null)).toMatchObject({ theme: 'dark', language: 'system' });
});
