import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryName, writerOf } from '../library/durable-write.ts';
import { newFolder, removeFolder } from '../testing/studio.ts';
import { anywhere, type Files, openExportFolder } from './folder.ts';

// a process starts here, and the machine may be busy
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const pieces = [Buffer.from('head '), Buffer.from('words '), Buffer.from('tail')];
const whole = 'head words tail';
/** A process that is gone for certain: its number was waited for. */
const goneProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid;

const diskWith = (change: (file: fs.FileHandle) => Partial<fs.FileHandle>): Files => ({
  ...fs,
  open: async (path, flags) => {
    const file = await fs.open(path, flags);
    const changed = change(file);
    return new Proxy(file, {
      get: (target, key) => {
        const value: unknown = Reflect.get(key in changed ? changed : target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  },
});

describe('a disk that takes half of a file', () => {
  const half = (file: fs.FileHandle): Partial<fs.FileHandle> => ({
    writev: async (buffers) => ({ bytesWritten: (await file.write(pieces[0]!, 0, 3)).bytesWritten, buffers }),
  });

  it('and then the rest has the whole of it', async () => {
    await (await openExportFolder(folder, anywhere, diskWith(half))).put('a.jpg', pieces, 'refuse');
    expect([readdirSync(folder), readFileSync(join(folder, 'a.jpg'), 'utf8')]).toEqual([['a.jpg'], whole]);
  });

  it('and then is full keeps no part of it', async () => {
    const full = diskWith((file) => ({
      ...half(file),
      writeFile: () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })),
    }));
    const puts = ['a.jpg', 'b.jpg', 'c.jpg'].map(async (name) =>
      (await openExportFolder(folder, anywhere, full)).put(name, pieces, 'refuse'),
    );
    for (const put of await Promise.allSettled(puts)) expect(put).toMatchObject({ status: 'rejected', reason: { code: 'ENOSPC' } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a file that came after the names were decided', () => {
  const [name, theirs] = ['a.jpg', 'somebody else’s'];
  const put = async (conflicts: 'refuse' | 'skip' | 'number' | 'overwrite'): Promise<unknown> => {
    const target = await openExportFolder(folder, anywhere);
    writeFileSync(join(folder, name), theirs);
    return target.put(name, pieces, conflicts).catch((error: unknown) => error);
  };
  const there = (): unknown => [readdirSync(folder), readFileSync(join(folder, name), 'utf8')];

  it.each(['refuse', 'number'] as const)('is not replaced, and is said to be there (%s)', async (conflicts) => {
    expect(await put(conflicts)).toMatchObject({ error: { code: 'bad-input', what: join(folder, name) } });
    expect(there()).toEqual([[name], theirs]);
  });
  it('is left where that was asked for', async () => {
    expect(await put('skip')).toBe(false);
    expect(there()).toEqual([[name], theirs]);
  });
  it('is replaced where that was asked for, and nowhere else', async () => {
    expect(await put('overwrite')).toBe(true);
    expect(there()).toEqual([[name], whole]);
  });
});

it('a file gets its name when its bytes are on the disk, not before', async () => {
  const seen: string[] = [];
  const disk = diskWith((file) => ({
    sync: async () => {
      seen.push(`sync ${readdirSync(folder).filter((name) => writerOf(name) === null).length}`);
      await file.sync();
    },
  }));
  const link: Files['link'] = async (from, to) => {
    seen.push('name');
    await fs.link(from, to);
  };
  await (await openExportFolder(folder, anywhere, { ...disk, link })).put('a.jpg', pieces, 'refuse');
  expect(seen).toEqual(['sync 0', 'name']);
});

it('a process that is killed before it names its files leaves none, and the next one sweeps after it', async () => {
  const script = `
    import * as fs from 'node:fs/promises';
    import { openExportFolder } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'folder.ts')).href)};
    const folder = await openExportFolder(${JSON.stringify(folder)}, () => undefined, { ...fs, link: () => process.kill(process.pid, 'SIGKILL') });
    await Promise.all(['a.jpg', 'day/b.jpg'].map((name) => folder.put(name, [Buffer.from('whole')], 'refuse')));
  `;
  spawnSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(left.length).toBeGreaterThan(0);
  expect(left.filter(({ name }) => writerOf(name) === null)).toEqual([]);
  const again = await openExportFolder(folder, anywhere);
  for (const name of ['a.jpg', 'day/b.jpg']) await again.put(name, pieces, 'refuse');
  expect([readdirSync(folder).toSorted(), readdirSync(join(folder, 'day'))]).toEqual([['a.jpg', 'day'], ['b.jpg']]);
});

it('what another export of this process is writing, and files of other people, are left alone', async () => {
  const own = temporaryName(join(folder, 'a.jpg'));
  for (const path of [own, join(folder, 'x.tmp'), temporaryName(join(folder, 'b.jpg'), goneProcess())]) writeFileSync(path, '');
  await openExportFolder(folder, anywhere);
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([own, join(folder, 'x.tmp')]);
});
