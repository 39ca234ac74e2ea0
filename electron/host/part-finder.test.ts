import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { saying } from '../../native-models/words/saying.ts';
import { openStore, type Store } from '../store/open.ts';
import { hashOf } from './model-files/hash.ts';
import { createContentSearch } from './model-files/content-search.ts';
import { type Candidate, findPart } from './part-finder.ts';

let folder: string;
let db: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-parts-'));
  db = openStore(join(folder, 'store.sqlite'));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const candidate = (name: string, text: string): Candidate => {
  const path = join(folder, `${name}.safetensors`);
  writeFileSync(path, text);
  return { id: name, name, path, bytes: text.length };
};
const search = createContentSearch(() => undefined);
const asked = { kind: 'LoRA', what: 'recipe.loras.0' };
const find = (hash: string, candidates: readonly Candidate[]) => findPart({ db, search }, { name: 'ink', hash }, candidates, asked);

it('is found by its content under another name, where nothing was read before', async () => {
  const files = [candidate('boat', 'one'), candidate('wash', 'the right one'), candidate('ink', 'another of the same name')];
  expect(await find(sha256('the right one'), files)).toMatchObject({ name: 'wash', hash: sha256('the right one') });
});

it('a file that cannot be read is none of them', async () => {
  const gone = { ...candidate('boat', 'one'), path: join(folder, 'nowhere.safetensors') };
  expect(await find(sha256('the right one'), [gone, candidate('wash', 'the right one')])).toMatchObject({ name: 'wash' });
});

it('what is nowhere is named, with the start of its hash', async () => {
  const hash = sha256('the right one');
  await expect(find(hash, [candidate('ink', 'another')])).rejects.toMatchObject({
    error: {
      code: 'not-found',
      what: 'recipe.loras.0',
      message: saying(`“ink” (${hash.slice(0, 10).toUpperCase()}) is in none of the model folders`),
    },
  });
});

it('nobody waits until terabytes are read: what may still be there is not said to be gone', async () => {
  const large = { ...candidate('boat', 'the right one'), bytes: 2 ** 40 };
  await expect(find(sha256('the right one'), [large])).rejects.toMatchObject({
    error: { code: 'not-found', message: saying('Try again when the hashes of the others are known') },
  });
  await hashOf(db, large.path);
  expect(await find(sha256('the right one'), [large])).toMatchObject({ name: 'boat' });
});
