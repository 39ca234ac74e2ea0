import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { takeShare } from '../../store/lock.ts';
import { resolveHome } from '../home.ts';
import { openStudio, newFolder, removeFolder, type Studio } from '../testing/studio.ts';
import { realDisk } from './durable-write.ts';
import { readPlace } from './place.ts';

const doomed = fileURLToPath(new URL('../testing/doomed-move.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const namesBelow = (root: string): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(root, name)).isFile())
    .toSorted();
const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const contents = (root: string): Record<string, string> =>
  Object.fromEntries(namesBelow(root).map((name) => [name, digest(join(root, name))]));

describe('a move that is killed', () => {
  /** Runs until the process says a stage, then kills it some milliseconds later; answers what it said. */
  const moveAndDie = async (home: string, to: string, stage: string | null, milliseconds: number): Promise<string> => {
    const child = spawn(process.execPath, [doomed, home, to], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    const reached = new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        if (stage !== null && out.includes(stage)) resolve();
      });
      child.once('close', () => resolve());
    });
    const closed = once(child, 'close');
    await reached;
    await sleep(milliseconds);
    child.kill('SIGKILL');
    await closed;
    return out;
  };

  it('leaves the library whole where the studio looks for it, and goes on to its end', { timeout: 120_000 }, async () => {
    const homeFolder = join(folder, 'home');
    const home = resolveHome({ TINCTURE_HOME: homeFolder });
    const to = join(folder, 'elsewhere', 'Pictures');
    for (let index = 0; index < 400; index++) {
      const path = join(home.library, `2026-11-${10 + (index % 9)}`, `fish-${index}.png`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, Buffer.alloc(20_000 + index, index));
    }
    mkdirSync(join(home.library, '.tincture'));
    writeFileSync(join(home.library, '.tincture', 'order.jsonl'), '{}\n');
    const before = contents(home.library);
    const kills = [
      ['copying', 0],
      ['copying', 15],
      ['copying', 40],
      ['copying', 90],
      ['switching', 0],
      ['switching', 20],
      ['clearing', 0],
      ['clearing', 10],
    ] as const;
    const met = new Set<string>();
    for (const [stage, milliseconds] of kills) {
      const out = await moveAndDie(homeFolder, to, stage, milliseconds);
      for (const line of out.split('\n')) met.add(line);
      // the one truth about where it lies names a folder with all of it
      const there = contents(readPlace(home).library);
      for (const [name, sha256] of Object.entries(before)) expect([name, there[name]]).toEqual([name, sha256]);
    }
    await moveAndDie(homeFolder, to, null, 0);
    expect(readPlace(home)).toEqual({ version: 1, library: to, move: null });
    expect(contents(to)).toEqual(before);
    expect(existsSync(home.library)).toBe(false);
    expect([...met]).toEqual(expect.arrayContaining(['copying', 'switching', 'clearing']));
  });
});

describe('a move in an open studio', () => {
  let studio: Studio;
  const fish = aRecipe({ prompt: 'a fish', seed: 0, steps: 1, width: 64, height: 64 });
  const make = async (count: number): Promise<void> => {
    await studio.call('jobs.start', { recipe: fish, count });
    await studio.host.idle();
  };
  const moved = () => studio.until('places.changed', ({ move }) => move === null);

  beforeEach(async () => {
    studio = await openStudio(folder);
  });
  afterEach(() => studio.close());

  it('takes every picture along and the studio goes on in the new folder', { timeout: 60_000 }, async () => {
    await make(3);
    writeFileSync(join(studio.home.library, 'notes.txt'), 'mine');
    const before = contents(studio.home.library);
    const to = join(folder, 'elsewhere');
    await studio.call('library.move', to);
    await moved();
    expect(contents(to)).toEqual(before);
    expect(existsSync(studio.home.library)).toBe(false);
    expect(await studio.call('places.get', null)).toMatchObject({ library: to, move: null });
    await make(1);
    const images = await studio.call('images.byIds', await studio.ids());
    expect(images.map(({ missing }) => missing)).toEqual([false, false, false, false]);
    for (const { file, sha256, id } of images) {
      expect(digest(join(to, file))).toBe(sha256);
      expect((await studio.host.imageFile(id, 'full'))?.path).toBe(join(to, file));
    }
    await studio.close();
    studio = await openStudio(folder);
    expect(await studio.call('places.get', null)).toMatchObject({ library: to });
    expect((await studio.call('library.check', { how: 'thorough' })).pictures).toBe(4);
  });

  it('waits for no longer than it must for a command that uses the library, and can be given up', { timeout: 60_000 }, async () => {
    await make(1);
    const before = contents(studio.home.library);
    const to = join(folder, 'elsewhere');
    const other = takeShare(studio.home.libraryLock);
    await studio.call('library.move', to);
    const { move } = await studio.until('places.changed', (places) => places.move?.state === 'failed');
    expect(move?.error).toMatchObject({ code: 'library-busy' });
    other?.release();
    expect((await studio.call('places.get', null)).library).toBe(studio.home.library);
    await studio.call('library.stopMove', null);
    expect(existsSync(to)).toBe(false);
    expect(contents(studio.home.library)).toEqual(before);
    await studio.call('library.move', to);
    await studio.until('places.changed', ({ library, move: left }) => library === to && left === null);
  });

  it('refuses a folder where a library cannot be, and says why', async () => {
    await make(1);
    const { library, models } = studio.home;
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'holiday.jpg'), 'x');
    mkdirSync(join(folder, 'app'));
    symlinkSync(join(folder, 'app'), join(folder, 'link'));
    const refusals = [
      [join(library, 'deeper'), 'in the library itself'],
      [library, 'in the library itself'],
      [dirname(library), 'The library lies in it'],
      [join(models, 'x'), 'own data'],
      [join(folder, 'app', 'data'), 'folder of Tincture itself'],
      [join(folder, 'link', 'data'), 'folder of Tincture itself'],
      [full, 'something in it'],
      [join(full, 'holiday.jpg'), 'no folder'],
      ['/proc/tincture', 'Nothing can be written'],
      ['somewhere', 'whole path'],
    ] as const;
    for (const [to, why] of refusals) await expect(studio.call('library.move', to)).rejects.toThrow(why);
    expect(await studio.call('places.get', null)).toMatchObject({ library, move: null });
  });

  it('refuses a disk without room', async () => {
    await studio.close();
    studio = await openStudio(folder, { disk: { ...realDisk, free: async () => 1_000 } });
    await expect(studio.call('library.move', join(folder, 'elsewhere'))).rejects.toThrow('Make room');
  });
});

it('a library that was moved to a disk which is not there is not replaced by an empty one', async () => {
  const studio = await openStudio(folder);
  await studio.call('library.move', join(folder, 'disk', 'library'));
  await studio.until('places.changed', ({ move }) => move === null);
  await studio.close();
  removeFolder(join(folder, 'disk'));
  await expect(openStudio(folder)).rejects.toThrow('is not there');
  writeFileSync(studio.home.place, '{"version":');
  await expect(openStudio(folder)).rejects.toThrow('cannot be read');
});

it('nothing is kept in the folder of the program', async () => {
  mkdirSync(join(folder, 'home'));
  await expect(openStudio(folder, { appFolder: folder })).rejects.toThrow('folder of Tincture itself');
  expect(readdirSync(join(folder, 'home'))).toEqual([]);
});
