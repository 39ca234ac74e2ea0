import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import { type Image, ImageId, JobId, unordered } from '../contract/records.ts';
import { unpackIds } from '../contract/order.ts';
import { type Catalogue, openCatalogue } from './catalogue.ts';
import { changeImages, revertChange, takeUndo } from './changes.ts';
import { addDone } from './generations.ts';
import { renameTag } from './groups.ts';
import { imagesByIds, insertImage, removeImage, rowsOfIds, setDeleted } from './images.ts';
import { type Store, openStore } from './open.ts';
import { logPrompt } from './prompts.ts';

let db: Store;
let catalogue: Catalogue;
const now = new Date(2026, 2, 10, 12).getTime();
const day = 24 * 60 * 60 * 1000;
beforeEach(() => {
  db = openStore(':memory:');
  catalogue = openCatalogue(db, () => now);
});

let seed = 1;
const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;

const words = ['red', 'blue', 'fish', 'balloon', 'café', 'night'];
const tags = ['sea', 'Best Of', 'ü'];

const add = (changes: Partial<Image> = {}, ago = random(40)): Image => {
  const recipe = aRecipe({
    prompt: Array.from({ length: 3 }, () => pick(words)).join(' '),
    negativePrompt: pick(['', 'blurry']),
    seed: random(5),
    steps: 1 + random(4),
    model: { id: pick(['starter', 'flux-1']), name: pick(['Starter', 'Flux']), hash: null },
    sampler: { id: pick(['euler@1', 'heun@2']), options: {} },
    source: pick([null, { image: 'ab'.repeat(32), strength: 0.5, mask: pick([null, 'cd'.repeat(32)]) }]),
    ...changes.recipe,
  });
  const createdAt = now - ago * day;
  const generation = JobId.parse(randomUUID());
  const promptId = logPrompt(db, recipe, createdAt);
  addDone(db, { id: generation, recipe, promptId, startedAt: createdAt, endedAt: createdAt });
  const image: Image = {
    id: ImageId.parse(randomUUID()),
    generation,
    file: `2026/${randomUUID()}.png`,
    width: pick([512, 768]),
    height: 512,
    bytes: 1,
    sha256: 'ab'.repeat(32),
    createdAt,
    milliseconds: 1,
    calls: 1,
    warnings: [],
    origin: null,
    ...unordered,
    missing: random(5) === 0,
    rating: random(6),
    favourite: random(2) === 0,
    tags: tags.filter(() => random(3) === 0).toSorted(),
    collections: [],
    ...changes,
    recipe,
  };
  insertImage(db, image, promptId);
  return image;
};

const find = (text: string, sort: 'newest' | 'oldest' | 'rating' | 'added' = 'newest'): ImageId[] => catalogue.ids({ text, sort });
const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const has = (image: Image, word: string): boolean =>
  fold(image.recipe.prompt)
    .split(' ')
    .some((one) => one.startsWith(word));

/** Every query beside what it means, said in JavaScript. */
const meanings: readonly (readonly [string, (image: Image) => boolean])[] = [
  ['', () => true],
  ['red', (i) => has(i, 'red')],
  ['RED ball', (i) => has(i, 'red') && has(i, 'ball')],
  ['cafe', (i) => has(i, 'cafe')],
  ['-red', (i) => !has(i, 'red')],
  ['-red -fish', (i) => !has(i, 'red') && !has(i, 'fish')],
  ['"red fish"', (i) => i.recipe.prompt.includes('red fish')],
  ['-"red fish" blue', (i) => !i.recipe.prompt.includes('red fish') && has(i, 'blue')],
  ['prompt="red red red"', (i) => i.recipe.prompt === 'red red red'],
  ['negative:blurry', (i) => i.recipe.negativePrompt === 'blurry'],
  ['blurry', () => false],
  ['model:starter', ({ recipe: { model } }) => model.name === 'Starter' || model.id === 'starter'],
  ['model:flux*', ({ recipe: { model } }) => model.name === 'Flux' || model.id === 'flux-1'],
  ['sampler:heun', (i) => i.recipe.sampler.id === 'heun@2'],
  ['seed:1,3', (i) => [1, 3].includes(i.recipe.seed)],
  ['steps:2..3', (i) => i.recipe.steps === 2 || i.recipe.steps === 3],
  ['rating>=4', (i) => i.rating >= 4],
  ['rating:1..2,5', (i) => [1, 2, 5].includes(i.rating)],
  ['-rating:0', (i) => i.rating > 0],
  ['favourite:yes', (i) => i.favourite],
  ['missing:no', (i) => !i.missing],
  ['source:yes -mask:yes', ({ recipe: { source } }) => source !== null && source.mask === null],
  ['tag:sea', (i) => i.tags.includes('sea')],
  ['tag:"best of"', (i) => i.tags.includes('Best Of')],
  ['tag:Ü', (i) => i.tags.includes('ü')],
  ['tag:be*,sea', (i) => i.tags.includes('Best Of') || i.tags.includes('sea')],
  ['tag:none', (i) => i.tags.length === 0],
  ['-tag:sea', (i) => !i.tags.includes('sea')],
  ['size:512x512', (i) => i.width === 512],
  ['width>512 height:512', (i) => i.width === 768],
  ['date:7d', (i) => i.createdAt > now - 7 * day],
  ['date:2026-02', (i) => new Date(i.createdAt).getMonth() === 1],
  [
    'red rating>=3 tag:sea,ü -favourite:yes',
    (i) => has(i, 'red') && i.rating >= 3 && (i.tags.includes('sea') || i.tags.includes('ü')) && !i.favourite,
  ],
];

const byTime = (images: readonly Image[]): Image[] => images.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));

describe('the catalogue', () => {
  it.each(meanings)('finds with “%s” exactly what it says, in order', (text, meaning) => {
    const images = byTime(Array.from({ length: 120 }, () => add()));
    expect(find(text)).toEqual(images.filter(meaning).map(({ id }) => id));
    expect(find(text, 'oldest')).toEqual(find(text).toReversed());
    const { count, facets } = catalogue.facets({ text, sort: 'newest' });
    const found = images.filter(meaning);
    expect(count).toBe(found.length);
    const tally = (values: readonly string[]) =>
      Object.fromEntries(
        Map.groupBy(values, (value) => value)
          .entries()
          .map(([value, all]) => [value, all.length]),
      );
    const counted = (name: keyof typeof facets) => Object.fromEntries(facets[name].map((one) => [one.value, one.count]));
    expect(counted('model')).toEqual(tally(found.map((i) => i.recipe.model.name)));
    expect(counted('size')).toEqual(tally(found.map((i) => `${i.width}x${i.height}`)));
    expect(counted('rating')).toEqual(tally(found.map((i) => String(i.rating))));
    expect(counted('tag')).toEqual(tally(found.flatMap((i) => i.tags)));
    expect(counted('seed')).toEqual(
      Object.fromEntries(Object.entries(tally(found.map((i) => String(i.recipe.seed)))).filter(([, n]) => n > 1)),
    );
    expect(facets.day.reduce((sum, one) => sum + one.count, 0)).toBe(found.length);
  });

  it('cuts the list into days, newest first, and not where the order is another', () => {
    const images = byTime([0, 0, 1, 3, 3, 3].map((ago) => add({}, ago)));
    const { count, sections } = catalogue.list({ text: '', sort: 'newest' });
    expect([count, sections.map((section) => [section.day, unpackIds(section.ids).length])]).toEqual([
      6,
      [
        [20260310, 2],
        [20260309, 1],
        [20260307, 3],
      ],
    ]);
    expect(sections.flatMap((section) => unpackIds(section.ids))).toEqual(images.map(({ id }) => id));
    const oldest = catalogue.list({ text: '', sort: 'oldest' });
    expect(oldest.sections.flatMap((section) => unpackIds(section.ids))).toEqual(images.map(({ id }) => id).toReversed());
    expect(oldest.sections.map((section) => section.day)).toEqual([20260307, 20260309, 20260310]);
    expect(catalogue.list({ text: '', sort: 'rating' }).sections.map((section) => section.day)).toEqual([null]);
  });

  it('puts the best first, and a collection in the order of addition', () => {
    const images = byTime(Array.from({ length: 30 }, () => add()));
    const best = images.toSorted((a, b) => b.rating - a.rating);
    expect(find('', 'rating')).toEqual(best.map(({ id }) => id));
    const chosen = [images[5]!, images[20]!, images[1]!].map(({ id }) => id);
    for (const id of chosen) changeImages(db, rowsOfIds(db, [id]), { kind: 'addToCollection', collection: 'Best of' }, now);
    expect(find('collection:"best OF"', 'added')).toEqual(chosen);
    expect(() => find('red', 'added')).toThrow(/needs exactly one collection/);
  });

  it('stays true through insertions, changes, deletes and what another connection writes', () => {
    const images = Array.from({ length: 50 }, () => add());
    catalogue.facets({ text: '', sort: 'newest' });
    const check = (): void => {
      const fresh = openCatalogue(db2(), () => now);
      for (const text of ['', 'rating>=3', 'tag:sea', '-favourite:yes']) {
        expect(find(text)).toEqual(fresh.ids({ text, sort: 'newest' }));
        expect(catalogue.facets({ text, sort: 'newest' })).toEqual(fresh.facets({ text, sort: 'newest' }));
      }
    };
    // a copy of the store, read from nothing
    const db2 = (): Store => {
      const copy = openStore(':memory:');
      copy.pragma('foreign_keys = OFF');
      for (const table of ['prompts', 'generations', 'images', 'tags', 'image_tags', 'collections', 'collection_images'])
        for (const row of db.prepare<[], Record<string, string | number | null>>(`SELECT * FROM ${table}`).all())
          copy
            .prepare(
              `INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${Object.keys(row)
                .map(() => '?')
                .join()})`,
            )
            .run(...Object.values(row));
      return copy;
    };
    add({}, 20);
    check();
    changeImages(
      db,
      rowsOfIds(
        db,
        images.slice(3, 30).map(({ id }) => id),
      ),
      { kind: 'rating', rating: 5 },
      now,
    );
    check();
    changeImages(
      db,
      rowsOfIds(
        db,
        images.slice(0, 9).map(({ id }) => id),
      ),
      { kind: 'addTag', tag: 'new' },
      now,
    );
    renameTag(db, 'sea', 'ocean');
    check();
    setDeleted(db, images[4]!.id, now);
    removeImage(db, images[5]!.id);
    check();
    setDeleted(db, images[4]!.id, null);
    check();
  });
});

describe('warming up', () => {
  // the one of every test watches its store already
  beforeEach(() => {
    db = openStore(':memory:');
  });

  it('misses nothing that is written between two slices, wherever it belongs', async () => {
    const slice = 40;
    const images = Array.from({ length: 2 * slice + 20 }, () => add({ rating: 0, tags: [], collections: [] }, random(400)));
    catalogue = openCatalogue(db, () => now, slice);
    const warm = catalogue.warmUp();
    // the first slice is read; the rest has not had its turn
    const byAge = byTime(images);
    for (const image of [byAge[3]!, byAge[slice]!, byAge.at(-3)!]) {
      changeImages(db, rowsOfIds(db, [image.id]), { kind: 'rating', rating: 5 }, now);
      changeImages(db, rowsOfIds(db, [image.id]), { kind: 'addTag', tag: 'late' }, now);
    }
    for (const image of [byAge[4]!, byAge[slice + 1]!, byAge.at(-4)!]) setDeleted(db, image.id, now);
    const added = [add({ rating: 5, tags: ['late'] }, 0), add({ rating: 5, tags: ['late'] }, 399)];
    await warm;
    const gone = new Set([byAge[4]!, byAge[slice + 1]!, byAge.at(-4)!].map(({ id }) => id));
    const left = byTime([...images, ...added]).filter(({ id }) => !gone.has(id));
    expect(find('')).toEqual(left.map(({ id }) => id));
    const { count, facets } = catalogue.facets({ text: '', sort: 'newest' });
    expect(count).toBe(left.length);
    expect(facets.rating).toEqual([
      { value: '5', count: 5 },
      { value: '0', count: left.length - 5 },
    ]);
    expect(facets.tag).toEqual([{ value: 'late', count: 5 }]);
  });
});

describe('a change', () => {
  const state = () => {
    const all = imagesByIds(db, find(''));
    return {
      all,
      sorted: all.map(({ collections }) => collections),
      order: find('').length > 0 ? db.prepare('SELECT * FROM collection_images ORDER BY 1, 3').all() : [],
    };
  };
  const kinds = [
    () => ({ kind: 'rating', rating: random(6) }) as const,
    () => ({ kind: 'favourite', favourite: random(2) === 0 }) as const,
    () => ({ kind: 'addTag', tag: pick([...tags, 'fresh']) }) as const,
    () => ({ kind: 'removeTag', tag: pick(tags) }) as const,
    () => ({ kind: 'addToCollection', collection: pick(['a', 'b']) }) as const,
    () => ({ kind: 'removeFromCollection', collection: pick(['a', 'b']) }) as const,
  ];

  it('is taken back to exactly what was there, step by step, whatever was changed', () => {
    Array.from({ length: 30 }, () => add());
    const rows = catalogue.rows({ text: '', sort: 'newest' });
    const before: unknown[] = [];
    const tokens: number[] = [];
    for (let i = 0; i < 40; i += 1) {
      const was = state();
      const { rows: changed, undo } = changeImages(
        db,
        rows.filter(() => random(2) === 0),
        pick(kinds)(),
        now,
      );
      expect(undo === null).toBe(changed.length === 0);
      if (undo === null) continue;
      before.push(was);
      tokens.push(undo);
    }
    for (const [index, token] of [...tokens.entries()].toReversed()) {
      const step = takeUndo(db, random(2) === 0 ? token : null);
      if (step?.kind !== 'change') throw new Error('no step');
      revertChange(db, step, now);
      expect(state()).toEqual(before[index]);
    }
    expect(takeUndo(db, null)).toBe(null);
  });

  it('leaves what was changed again since', () => {
    const [a, b] = [add({ rating: 1 }), add({ rating: 2 })];
    const first = changeImages(db, rowsOfIds(db, [a.id, b.id]), { kind: 'rating', rating: 3 }, now);
    changeImages(db, rowsOfIds(db, [b.id]), { kind: 'rating', rating: 5 }, now);
    const step = takeUndo(db, first.undo);
    if (step?.kind === 'change') revertChange(db, step, now);
    expect(imagesByIds(db, [a.id, b.id]).map(({ rating }) => rating)).toEqual([1, 5]);
  });

  it('forgets a tag that nobody has, and keeps a collection that is empty', () => {
    const a = add({ tags: ['only'], collections: ['c'] });
    const rows = rowsOfIds(db, [a.id]);
    changeImages(db, rows, { kind: 'removeTag', tag: 'ONLY' }, now);
    changeImages(db, rows, { kind: 'removeFromCollection', collection: 'C' }, now);
    expect([db.prepare('SELECT name FROM tags').all(), db.prepare('SELECT name FROM collections').all()]).toEqual([[], [{ name: 'c' }]]);
  });
});
