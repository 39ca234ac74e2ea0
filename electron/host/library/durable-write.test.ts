import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Disk, realDisk, temporaryName, writeDurably, writerOf } from './durable-write.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const order = (disk: Disk, log: string[]): Disk => ({
  mkdir: disk.mkdir,
  open: async (path, flags) => {
    const file = await disk.open(path, flags);
    const kind = flags === 'r' ? 'folder' : 'file';
    return {
      writeFile: async (data) => {
        log.push('write');
        await file.writeFile(data);
      },
      sync: async () => {
        log.push(`sync ${kind}`);
        await file.sync();
      },
      close: () => file.close(),
    };
  },
  rename: async (from, to) => {
    log.push('rename');
    await disk.rename(from, to);
  },
  remove: disk.remove,
  free: disk.free,
});

const full: Disk = {
  ...realDisk,
  open: async (path, flags) => {
    const file = await realDisk.open(path, flags);
    return {
      writeFile: async () => {
        await file.writeFile('half');
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
};

it('writes, syncs, renames, then syncs the folders', async () => {
  const log: string[] = [];
  await writeDurably(join(folder, 'day', 'a.png'), Buffer.from('whole'), order(realDisk, log));
  expect(log).toEqual(['write', 'sync file', 'rename', 'sync folder', 'sync folder']);
  expect(readFileSync(join(folder, 'day', 'a.png'), 'utf8')).toBe('whole');
  expect(readdirSync(join(folder, 'day'))).toEqual(['a.png']);
});

it('leaves nothing behind when the disk is full, and what was there stays', async () => {
  writeFileSync(join(folder, 'a.png'), 'old');
  await expect(writeDurably(join(folder, 'a.png'), Buffer.from('whole'), full)).rejects.toMatchObject({ code: 'ENOSPC' });
  expect([readdirSync(folder), readFileSync(join(folder, 'a.png'), 'utf8')]).toEqual([['a.png'], 'old']);
});

it('knows its own temporary files and whose they are', () => {
  expect(writerOf('.tincture-123-a.png.tmp')).toBe(123);
  expect(writerOf(temporaryName('/x/a.png', 55).split('/').at(-1) ?? '')).toBe(55);
  for (const name of ['a.png', '.tincture-a.png.tmp', 'tincture-1-a.tmp', '.tincture-1-a.png']) expect(writerOf(name)).toBe(null);
});
