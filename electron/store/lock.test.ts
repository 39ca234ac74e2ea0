import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockOwner, takeLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-lock-'));
  path = join(folder, 'lock.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is had by one at a time, and says by whom', () => {
  const lock = takeLock(path, 'me');
  expect(lock).not.toBe(null);
  expect(takeLock(path, 'you')).toBe(null);
  expect(lockOwner(path)).toBe('me');
  lock?.release();
  const next = takeLock(path, 'you');
  expect(lockOwner(path)).toBe('you');
  next?.release();
});

it('is let go by a process that is killed', async () => {
  const module = new URL('./lock.ts', import.meta.url).href;
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `const { takeLock } = await import(${JSON.stringify(module)}); takeLock(${JSON.stringify(path)}, 'child'); console.log('held'); setInterval(() => {}, 1000);`,
  ]);
  await once(child.stdout, 'data');
  expect(takeLock(path, 'me')).toBe(null);
  child.kill('SIGKILL');
  await once(child, 'close');
  const lock = takeLock(path, 'me');
  expect(lock).not.toBe(null);
  lock?.release();
});
