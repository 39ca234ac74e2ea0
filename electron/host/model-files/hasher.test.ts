import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../store/open.ts';
import { newFolder, removeFolder } from '../testing/studio.ts';
import { createHasher } from './hasher.ts';
import type { Shelf } from './look.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

it('reads models when nobody is at a window, and tells of it', async () => {
  const file = join(folder, 'cat.safetensors');
  writeFileSync(file, new Uint8Array(3_000_000));
  let asks = 0;
  const asked = Promise.withResolvers<void>();
  const away = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const told: unknown[] = [];
  const hasher = createHasher({
    db: openStore(':memory:'),
    publish: (name, payload) => void told.push({ name, payload }),
    shelf: () => ({ models: [], files: [{ name: 'cat', file, bytes: 3_000_000, hash: null, problems: [] }] }) as unknown as Shelf,
    busy: () => false,
    use: {
      over: () => {
        asks += 1;
        asked.resolve();
        return away.promise;
      },
    },
    done: async () => read.resolve(),
  });
  await asked.promise;
  await sleep(200);
  expect(told).toEqual([]);
  away.resolve();
  await read.promise;
  expect(told.at(-1)).toEqual({ name: 'models.hashing', payload: { name: 'cat', done: 3_000_000, bytes: 3_000_000, left: 0 } });
  // once before it, and after each of the three pieces that it is read in
  expect(asks).toBe(4);
  await hasher.stop();
});
