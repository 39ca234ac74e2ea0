import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageId } from '../../contract/ids.ts';
import { unpackIds } from '../../contract/order.ts';
import { aRecipe } from '../../contract/examples.ts';
import type { LibraryQuery } from '../../contract/query/library-query.ts';
import { openStore } from '../../store/open.ts';
import { all, sql } from '../../store/sql.ts';
import { newFolder, openStudio, removeFolder, type Studio } from '../testing/studio.ts';

const tinyClip = fileURLToPath(new URL('../../../native-models/clip/golden/split', import.meta.url));
let folder: string;
let studio: Studio;
beforeEach(() => {
  folder = newFolder();
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

const addClip = (name = 'eyes', root = join(folder, 'models')): void => cpSync(tinyClip, join(root, name), { recursive: true });
const open = async (): Promise<void> => {
  studio = await openStudio(folder);
};
/** Pictures of the stand-in are as red as their seed says. */
const make = async (reds: readonly number[], prompt = (red: number): string => `something red ${red}`): Promise<ImageId[]> => {
  const ids: ImageId[] = [];
  for (const seed of reds) {
    const [job] = await studio.call('jobs.start', { recipe: aRecipe({ prompt: prompt(seed), seed, steps: 2 }), count: 1 });
    ids.push((await studio.until('job.changed', ({ id, state }) => id === job && state === 'done')).image!);
  }
  return ids;
};
const state = (wanted: string, seen = 0) => studio.until('meaning.changed', (meaning) => meaning.state === wanted && meaning.seen >= seen);
const find = async (text: string, sort: LibraryQuery['sort'] = 'likeness'): Promise<ImageId[]> =>
  (await studio.call('images.ids', { text, sort })).sections.flatMap(({ ids }) => unpackIds(ids));

describe('search by meaning', () => {
  it('looks at what there is in quiet moments, and finds by text, by picture, within a search, and what is unlike', async () => {
    addClip();
    await open();
    const [dark, middle, bright] = await make([10, 120, 250]);
    expect(await state('done', 3)).toMatchObject({ seen: 3, all: 3, unread: 0, problem: null, clip: { id: 'eyes' } });
    expect(await find('~red 255')).toEqual([bright, middle, dark]);
    expect(await find('~red 0')).toEqual([dark, middle, bright]);
    expect(await find('-~red 0')).toEqual([bright, middle, dark]);
    expect(await find(`like:${middle}`)).toEqual([middle, dark, bright]);
    expect(await find('~red 0 seed>=100')).toEqual([middle, bright]);
    expect(await find('~red 0', 'newest')).toEqual([bright, middle, dark]);
    expect((await studio.call('images.facets', { text: '~red 0 seed>=100', sort: 'likeness' })).count).toBe(2);
    // a change to what a search finds asks for it as well
    const { count } = await studio.call('images.change', {
      of: { query: { text: '~red 0 seed<100', sort: 'likeness' } },
      change: { kind: 'rating', rating: 4 },
    });
    expect(count).toBe(1);
    await studio.call('images.delete', { ids: [dark!] });
    expect(await find('~red 0')).toEqual([middle, bright]);
    const preview = await studio.call('export.preview', { what: { kind: 'query', query: '~red 250', sort: 'likeness' } } as never);
    expect(preview.count).toBe(2);
  });

  it('keeps what it saw over a restart, and goes on with what came', async () => {
    addClip();
    await open();
    await make([10, 20]);
    await state('done', 2);
    await studio.close();
    const kept = () => {
      const db = openStore(studio.home.store);
      const rows = all(db, sql`SELECT id, image FROM embeddings ORDER BY id`);
      db.close();
      return rows;
    };
    const before = kept();
    await open();
    await make([30]);
    await state('done', 3);
    await studio.close();
    expect(kept().slice(0, 2)).toEqual(before);
    expect(kept()).toHaveLength(3);
    await open();
  });

  it('says what is missing where no CLIP is installed, and begins when one comes', async () => {
    await open();
    await make([10]);
    await state('no-clip');
    await expect(find('~red 1')).rejects.toThrow('No CLIP');
    await expect(find('', 'fit')).rejects.toThrow('No CLIP');
    addClip();
    await studio.call('models.rescan', null);
    await state('done', 1);
    expect(await find('~red 1')).toHaveLength(1);
  });

  it('rests while it is paused, and is gone while it is off', async () => {
    addClip();
    await open();
    const [first] = await make([10]);
    await state('done', 1);
    await studio.call('settings.set', { meaning: 'paused' });
    await state('paused');
    const [second] = await make([20]);
    expect(await find('~red 1')).toEqual([first]);
    // one that is asked for is looked at all the same
    expect(await find(`like:${second}`)).toEqual([second, first]);
    await studio.call('settings.set', { meaning: 'off' });
    await state('off');
    await expect(find('~red 1')).rejects.toThrow('switched off');
    await studio.call('settings.set', { meaning: 'on' });
    expect((await studio.call('meaning.get', null)).all).toBe(2);
  });

  it('looks again with another CLIP, and forgets what the first one saw', async () => {
    addClip('eyes');
    addClip('other');
    writeFileSync(join(folder, 'models', 'other', 'notes.txt'), 'another hash');
    await open();
    await make([10]);
    expect(await state('done', 1)).toMatchObject({ clip: { id: 'eyes' } });
    await studio.call('settings.set', { clip: 'other' });
    await studio.until('meaning.changed', ({ state: now, clip, seen }) => now === 'done' && clip?.id === 'other' && seen === 1);
    await studio.close();
    const db = openStore(studio.home.store);
    expect(all(db, sql`SELECT DISTINCT model FROM embeddings`)).toHaveLength(1);
    db.close();
    await open();
  });

  it('leaves out what cannot be read, and a broken CLIP says why', async () => {
    await open();
    const [good, bad] = await make([10, 20]);
    const [record] = await studio.call('images.byIds', [bad!]);
    writeFileSync(join(studio.home.library, record!.file), 'no picture');
    addClip();
    await studio.call('models.rescan', null);
    expect(await state('done', 1)).toMatchObject({ seen: 1, unread: 1 });
    expect(await find('~red 1')).toEqual([good]);
    await expect(find(`like:${bad}`)).rejects.toThrow('cannot be read');
    rmSync(join(folder, 'models', 'eyes'), { recursive: true });
    addClip('broken');
    writeFileSync(join(folder, 'models', 'broken', 'notes.txt'), 'another hash');
    await studio.call('models.rescan', null);
    expect(await state('failed')).toMatchObject({ problem: 'The CLIP is broken.' });
  });
});

describe('scores', () => {
  it('say how well a picture fits its prompt, beside other prompts', async () => {
    addClip();
    await open();
    const [lost, found] = await make([200, 100], (red) => (red === 200 ? 'something red 20' : 'something red 100'));
    const well = await studio.call('images.fit', found!);
    expect(well).toMatchObject({ prompt: 'something red 100', rank: 1, of: 25 });
    expect(well!.score).toBeCloseTo(1, 2);
    expect(well!.best[0]).toEqual({ text: 'something red 100', score: well!.score });
    const badly = await studio.call('images.fit', lost!);
    expect(badly!.rank).toBe(2);
    expect(badly!.score).toBeCloseTo(Math.cos((180 / 255) * (Math.PI / 2)), 2);
    expect(badly!.best.map(({ text }) => text).slice(0, 2)).toEqual(['something red 100', 'something red 20']);
  });

  it('rank candidates and order the library', async () => {
    addClip();
    await open();
    const [far, near, exact] = await make([255, 60, 40], () => 'something red 40');
    const ranking = await studio.call('images.rank', [far!, near!, exact!]);
    expect(ranking.map(({ id }) => id)).toEqual([exact, near, far]);
    expect(ranking[0]!.score).toBeCloseTo(1, 2);
    expect(await find('', 'fit')).toEqual([exact, near, far]);
  });
});
