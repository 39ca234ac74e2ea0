import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventPayload } from '../../contract/events.ts';
import { openStore, type Store } from '../../store/open.ts';
import { findPart } from '../part-finder.ts';
import { createContentSearch, type ContentSearch } from './content-search.ts';

let folder: string;
let db: Store;
let told: EventPayload<'models.searching'>['reading'][];
let now: number;
let pace: number;
let search: ContentSearch;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-search-'));
  db = openStore(':memory:');
  [told, now, pace] = [[], 0, 400];
  search = createContentSearch(
    (name, payload) => {
      if (name === 'models.searching') told.push((payload as EventPayload<'models.searching'>).reading);
    },
    () => (now += pace),
  );
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const mebibyte = 2 ** 20;
const candidate = (name: string) => {
  const path = join(folder, `${name}.safetensors`);
  writeFileSync(path, Buffer.alloc(6 * mebibyte));
  return { id: name, name, path, bytes: 6 * mebibyte };
};
const look = () =>
  findPart({ db, search }, { name: 'ink', hash: 'f'.repeat(64) }, [candidate('boat'), candidate('house')], { kind: 'LoRA', what: 'x' });

it('tells which file it reads and how far it is, and that it has ended', async () => {
  await expect(look()).rejects.toMatchObject({ error: { code: 'not-found' } });
  expect(told[0]).toEqual({ wanted: 'ink', file: 'boat.safetensors', done: 2 * mebibyte, bytes: 6 * mebibyte });
  expect(told.slice(-2)).toEqual([{ wanted: 'ink', file: 'house.safetensors', done: 6 * mebibyte, bytes: 6 * mebibyte }, null]);
});

it('says nothing of a search that takes no time', async () => {
  pace = 1;
  await expect(look()).rejects.toMatchObject({ error: { code: 'not-found' } });
  expect(told).toEqual([]);
});

it('tells it five times a second at most', async () => {
  pace = 100;
  await expect(look()).rejects.toMatchObject({ error: { code: 'not-found' } });
  // of twelve pieces the first six are within the quiet time, of the others every second is told; then that it has ended
  expect(told).toHaveLength(4);
});

it('is stopped in the middle of a file', async () => {
  const found = look();
  setTimeout(() => search.stop());
  await expect(found).rejects.toMatchObject({ error: { code: 'cancelled' } });
  expect(told.at(-1) ?? null).toBeNull();
});
