import { z } from 'zod';
import type { ImageId } from '../contract/ids.ts';
import { Collection } from '../contract/order.ts';
import { nameKey } from './names.ts';
import type { Store } from './open.ts';
import { all, column, first, run, sql } from './sql.ts';

// Tags and collections: names, and which pictures have them. A tag lives as long as a picture has it, a collection until it is removed.

const Id = z.object({ id: z.int() });
const numbers = (rows: unknown[]): number[] => z.array(z.int()).parse(rows);
const list = (rows: readonly number[]): string => JSON.stringify(rows);

const tagOf = (db: Store, name: string): number | null =>
  Id.optional().parse(first(db, sql`SELECT id FROM tags WHERE key = ${nameKey(name)}`))?.id ?? null;
const collectionOf = (db: Store, name: string): number | null =>
  Id.optional().parse(first(db, sql`SELECT id FROM collections WHERE key = ${nameKey(name)}`))?.id ?? null;

const forgetUnused = (db: Store, tag: number): void => {
  run(db, sql`DELETE FROM tags WHERE id = ${tag} AND NOT EXISTS (SELECT 1 FROM image_tags WHERE tag = ${tag})`);
};

/** Gives pictures a tag; answers the rows that did not have it. */
export const putTag = (db: Store, name: string, rows: readonly number[]): number[] => {
  if (rows.length === 0) return [];
  run(db, sql`INSERT INTO tags (name, key) VALUES (${name.trim()}, ${nameKey(name)}) ON CONFLICT (key) DO NOTHING`);
  const tag = tagOf(db, name);
  const put = column(
    db,
    sql`INSERT OR IGNORE INTO image_tags (tag, image)
        SELECT ${tag}, i.row FROM json_each(${list(rows)}) AS wanted JOIN images AS i ON i.row = wanted.value RETURNING image`,
  );
  if (tag !== null) forgetUnused(db, tag);
  return numbers(put);
};

/** Takes a tag from pictures; answers the rows that had it. */
export const takeTag = (db: Store, name: string, rows: readonly number[]): number[] => {
  const tag = tagOf(db, name);
  if (tag === null) return [];
  const taken = column(
    db,
    sql`DELETE FROM image_tags WHERE tag = ${tag} AND image IN (SELECT value FROM json_each(${list(rows)})) RETURNING image`,
  );
  forgetUnused(db, tag);
  return numbers(taken);
};

/** Makes a collection where there is none of that name; answers whether it did. */
export const addCollection = (db: Store, name: string, createdAt: number): boolean =>
  run(
    db,
    sql`INSERT INTO collections (name, key, created_at) VALUES (${name.trim()}, ${nameKey(name)}, ${createdAt}) ON CONFLICT (key) DO NOTHING`,
  ) > 0;

/** Puts pictures at the end of a collection, in this order; answers the rows that were not in it. */
export const putIntoCollection = (db: Store, name: string, rows: readonly number[], createdAt: number): number[] => {
  addCollection(db, name, createdAt);
  const id = collectionOf(db, name);
  return numbers(
    column(
      db,
      sql`INSERT OR IGNORE INTO collection_images (collection, image, position)
          SELECT ${id}, i.row, wanted.key + 1 + (SELECT coalesce(max(position), 0) FROM collection_images WHERE collection = ${id})
          FROM json_each(${list(rows)}) AS wanted JOIN images AS i ON i.row = wanted.value RETURNING image`,
    ),
  );
};

export type Placed = readonly [row: number, position: number];

/** Takes pictures out of a collection; answers where they were. */
export const takeFromCollection = (db: Store, name: string, rows: readonly number[]): Placed[] => {
  const id = collectionOf(db, name);
  const taken = all(
    db,
    sql`DELETE FROM collection_images WHERE collection = ${id} AND image IN (SELECT value FROM json_each(${list(rows)})) RETURNING image, position`,
  );
  return z
    .array(z.object({ image: z.int(), position: z.int() }))
    .parse(taken)
    .map(({ image, position }): Placed => [image, position]);
};

/** Puts pictures back to where they were in a collection. */
export const putBack = (db: Store, name: string, placed: readonly Placed[], createdAt: number): number[] => {
  addCollection(db, name, createdAt);
  const id = collectionOf(db, name);
  return numbers(
    column(
      db,
      sql`INSERT OR IGNORE INTO collection_images (collection, image, position)
          SELECT ${id}, i.row, placed.value ->> 1 FROM json_each(${JSON.stringify(placed)}) AS placed
          JOIN images AS i ON i.row = placed.value ->> 0 RETURNING image`,
    ),
  );
};

/** Removes a collection; its pictures stay. */
export const removeCollection = (db: Store, name: string): void => {
  const id = collectionOf(db, name);
  // by itself, and not by the cascade, so that triggers see it
  run(db, sql`DELETE FROM collection_images WHERE collection = ${id}`);
  run(db, sql`DELETE FROM collections WHERE id = ${id}`);
};

/** The pictures of a collection in their order, deleted ones too. */
export const rowsInCollection = (db: Store, name: string): number[] =>
  numbers(column(db, sql`SELECT image FROM collection_images WHERE collection = ${collectionOf(db, name)} ORDER BY position`));

const CollectionRow = z
  .object({ name: z.string(), count: z.int(), cover: z.string().nullable() })
  .transform((row): Collection => ({ ...row, cover: row.cover as ImageId | null }));

/** Whether there is a collection or a saved search. */
export const hasLists = (db: Store): boolean =>
  first(db, sql`SELECT 1 AS there WHERE EXISTS (SELECT 1 FROM collections) OR EXISTS (SELECT 1 FROM searches)`) !== undefined;

/** Every collection by name, with its last picture for a cover. */
export const listCollections = (db: Store): Collection[] =>
  z.array(CollectionRow).parse(
    all(
      db,
      sql`SELECT c.name,
            (SELECT count(*) FROM collection_images AS p JOIN images AS i ON i.row = p.image WHERE p.collection = c.id AND i.deleted_at IS NULL) AS count,
            (SELECT i.id FROM collection_images AS p JOIN images AS i ON i.row = p.image WHERE p.collection = c.id AND i.deleted_at IS NULL
             ORDER BY p.position DESC LIMIT 1) AS cover
          FROM collections AS c ORDER BY c.key`,
    ),
  );

/** Another name for a tag; where there is a tag of that name, its pictures join. Answers the rows that it is about. */
export const renameTag = (db: Store, from: string, to: string): number[] => {
  const tag = tagOf(db, from);
  const rows = numbers(column(db, sql`SELECT image FROM image_tags WHERE tag = ${tag}`));
  if (tag === null) return [];
  if (nameKey(from) === nameKey(to)) run(db, sql`UPDATE tags SET name = ${to.trim()} WHERE id = ${tag}`);
  else {
    takeTag(db, from, rows);
    putTag(db, to, rows);
  }
  return rows;
};

/** The same for a collection; where there is one of that name, the pictures go to its end. */
export const renameCollection = (db: Store, from: string, to: string, now: number): number[] => {
  const id = collectionOf(db, from);
  const rows = rowsInCollection(db, from);
  if (id === null) return [];
  if (nameKey(from) === nameKey(to)) run(db, sql`UPDATE collections SET name = ${to.trim()} WHERE id = ${id}`);
  else {
    removeCollection(db, from);
    putIntoCollection(db, to, rows, now);
  }
  return rows;
};
