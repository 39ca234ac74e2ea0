import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import { facetNames } from '../contract/order.ts';
import { type Image, ImageId, JobId, unordered } from '../contract/records.ts';
import { type Catalogue, openCatalogue } from './catalogue.ts';
import { changeImages } from './changes.ts';
import { addDone } from './generations.ts';
import { insertImage, removeImage, setDeleted } from './images.ts';
import { type Store, openStore } from './open.ts';
import { logPrompt } from './prompts.ts';
import { column, sql, transaction, tuples } from './sql.ts';

const now = new Date(2026, 2, 10, 12).getTime();
const day = 24 * 60 * 60 * 1000;
let folder: string;
let db: Store;
let catalogue: Catalogue;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-facets-'));
  db = openStore(join(folder, 'store.sqlite'));
  catalogue = openCatalogue(db, () => now, 100);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

let seed = 5;
const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;

const add = (to: Store): void => {
  const recipe = aRecipe({
    prompt: `${pick(['red', 'blue'])} ${pick(['fish', 'fox', 'boat'])}`,
    seed: random(9),
    model: { id: 'm', name: pick(['Starter', 'Flux']), hash: null },
    sampler: { id: pick(['euler@1', 'heun@2']), options: {} },
  });
  const createdAt = now - random(60) * day - random(1000);
  const [id, generation] = [ImageId.parse(randomUUID()), JobId.parse(randomUUID())];
  const promptId = logPrompt(to, recipe, createdAt);
  addDone(to, { id: generation, recipe, promptId, startedAt: createdAt, endedAt: createdAt });
  const [width, height] = pick([
    [512, 512],
    [512, 768],
  ]);
  const known = { id, generation, recipe, createdAt, width: width ?? 0, height: height ?? 0, file: `${id}.png`, sha256: id };
  const image: Image = { ...unordered, ...known, bytes: 1, milliseconds: 1, calls: 1, warnings: [], origin: null, missing: false };
  insertImage(to, { ...image, rating: random(6), tags: random(3) === 0 ? [pick(['sea', 'sky'])] : [] }, promptId);
};

/** The same counts by SQL alone, one question a facet, over what `where` says. */
const counted = (where: string): Record<string, Record<string, number>> => {
  const by = (value: string, from = '', having = ''): Record<string, number> =>
    Object.fromEntries(
      tuples(db, {
        text: `SELECT ${value} AS v, count(*) FROM images AS i JOIN prompts AS p ON p.id = i.prompt_id ${from}
               WHERE i.deleted_at IS NULL AND ${where} GROUP BY v ${having}`,
        values: [],
      }) as [string, number][],
    );
  const date = "substr(i.day, 1, 4) || '-' || substr(i.day, 5, 2)";
  return {
    model: by('i.model'),
    sampler: by('i.sampler'),
    size: by("i.width || 'x' || i.height"),
    rating: by('i.rating'),
    favourite: by("iif(i.favourite, 'yes', 'no')"),
    tag: by('t.name', 'JOIN image_tags AS x ON x.image = i.row JOIN tags AS t ON t.id = x.tag'),
    collection: by('t.name', 'JOIN collection_images AS x ON x.image = i.row JOIN collections AS t ON t.id = x.collection'),
    month: by(date),
    day: by(`${date} || '-' || substr(i.day, 7, 2)`),
    seed: by('i.seed', '', 'HAVING count(*) > 1'),
  };
};

const queries: readonly (readonly [text: string, where: string])[] = [
  ['', '1'],
  ['f', "(p.prompt LIKE '% f%')"],
  ['-red', "p.prompt NOT LIKE 'red %'"],
  ['red rating>=3', "p.prompt LIKE 'red %' AND i.rating >= 3"],
  ['tag:sea', "EXISTS (SELECT 1 FROM image_tags AS x JOIN tags AS t ON t.id = x.tag WHERE x.image = i.row AND t.name = 'sea')"],
];

const check = (): void => {
  for (const [text, where] of queries) {
    const { count, facets } = catalogue.facets({ text, sort: 'newest' });
    const expected = counted(where);
    expect(count).toBe(Object.values(expected.rating ?? {}).reduce((sum, n) => sum + n, 0));
    for (const name of facetNames) expect(Object.fromEntries(facets[name].map((one) => [one.value, one.count]))).toEqual(expected[name]);
  }
};

it('counts what a count by SQL alone counts, whatever was changed, by whom, and how much at once', () => {
  transaction(db, () => Array.from({ length: 700 }, () => add(db)));
  check();
  const other = openStore(join(folder, 'store.sqlite'));
  const rows = (): number[] => column(db, sql`SELECT row FROM images WHERE deleted_at IS NULL ORDER BY row`).map(Number);
  const ids = (n: number): ImageId[] =>
    column(db, sql`SELECT id FROM images ORDER BY sha256 LIMIT ${n} OFFSET ${random(300)}`).map((id) => ImageId.parse(id));
  const change = (to: Store, share: number): void => {
    const some = rows().filter(() => random(100) < share);
    changeImages(
      to,
      some,
      pick([
        { kind: 'rating', rating: random(6) },
        { kind: 'favourite', favourite: random(2) === 0 },
      ] as const),
      now,
    );
    changeImages(
      to,
      some.slice(0, 50),
      pick([
        { kind: 'addTag', tag: 'sea' },
        { kind: 'removeTag', tag: 'sky' },
      ] as const),
      now,
    );
    changeImages(to, some.slice(0, 9), { kind: 'addToCollection', collection: pick(['a', 'b']) }, now);
  };
  const steps: readonly (() => void)[] = [
    () => change(db, 3),
    () => change(db, 95),
    () => change(other, 3),
    () => change(other, 95),
    () => add(db),
    () => add(other),
    () => ids(4).forEach((id) => removeImage(pick([db, other]), id)),
    () => transaction(db, () => ids(40).forEach((id) => setDeleted(db, id, pick([now, null])))),
    () => transaction(other, () => ids(600).forEach((id) => setDeleted(other, id, pick([now, null])))),
  ];
  for (let n = 0; n < 27; n += 1) {
    steps[n % steps.length]!();
    check();
  }
  other.close();
});
