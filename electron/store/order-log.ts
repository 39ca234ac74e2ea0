import { z } from 'zod';
import type { ImageId } from '../contract/ids.ts';
import { Rating } from '../contract/order.ts';
import { putBack, putTag } from './groups.ts';
import { rowsOfIds } from './images.ts';
import type { Store } from './open.ts';
import { flag, json, toFlag } from './rows.ts';
import { all, run, sql } from './sql.ts';

/** What a person did to one picture, as it stands: enough to do it again where the store is lost. */
export const PictureOrder = z.strictObject({
  file: z.string(),
  sha256: z.string(),
  rating: Rating,
  favourite: z.boolean(),
  tags: z.array(z.string()),
  collections: z.array(z.strictObject({ name: z.string(), position: z.int() })),
});
export type PictureOrder = z.output<typeof PictureOrder>;

const Row = z.object({
  n: z.int(),
  file: z.string(),
  sha256: z.string(),
  rating: Rating,
  favourite: flag,
  tags: json.pipe(z.array(z.string())),
  collections: json.pipe(z.array(z.strictObject({ name: z.string(), position: z.int() }))),
});

/** Pictures whose order changed and is not in the log yet, in the order of the changes. `done` forgets them, but for those that changed again. */
export const unlogged = (db: Store, limit: number): { orders: PictureOrder[]; done: () => void } => {
  const rows = z.array(Row).parse(
    all(
      db,
      sql`SELECT u.n, i.file, i.sha256, i.rating, i.favourite,
            (SELECT json_group_array(t.name) FROM image_tags AS p JOIN tags AS t ON t.id = p.tag WHERE p.image = i.row) AS tags,
            (SELECT json_group_array(json_object('name', c.name, 'position', p.position))
             FROM collection_images AS p JOIN collections AS c ON c.id = p.collection WHERE p.image = i.row) AS collections
          FROM order_unlogged AS u JOIN images AS i ON i.row = u.image ORDER BY u.n LIMIT ${limit}`,
    ),
  );
  return {
    orders: rows.map(({ n: _n, ...order }) => order),
    done: () =>
      void run(db, sql`DELETE FROM order_unlogged WHERE n IN (SELECT value FROM json_each(${JSON.stringify(rows.map(({ n }) => n))}))`),
  };
};

/** Every picture that was put in order is to be written again: the log may have been lost, or be an older one. */
export const unlogAll = (db: Store): void =>
  void run(
    db,
    sql`INSERT OR IGNORE INTO order_unlogged (image)
        SELECT row FROM images WHERE rating > 0 OR favourite = 1
          OR row IN (SELECT image FROM image_tags) OR row IN (SELECT image FROM collection_images)`,
  );

/** Makes a picture stand as it stood. */
export const putOrder = (db: Store, id: ImageId, { rating, favourite, tags, collections }: PictureOrder, now: number): void => {
  const rows = rowsOfIds(db, [id]);
  run(db, sql`UPDATE images SET rating = ${rating}, favourite = ${toFlag(favourite)} WHERE id = ${id}`);
  for (const tag of tags) putTag(db, tag, rows);
  for (const { name, position } of collections)
    putBack(
      db,
      name,
      rows.map((row) => [row, position] as const),
      now,
    );
};
