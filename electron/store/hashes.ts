import { z } from 'zod';
import type { Store } from './open.ts';
import { all, run, sql, tuples } from './sql.ts';

/** Pictures that nobody has looked at yet, the newest first. */
export const unhashed = (db: Store, limit: number): { row: number; file: string }[] =>
  z.array(z.object({ row: z.int(), file: z.string() })).parse(
    all(
      db,
      sql`SELECT row, file FROM images AS i WHERE deleted_at IS NULL AND missing = 0
              AND NOT EXISTS (SELECT 1 FROM image_hashes AS h WHERE h.image = i.row) ORDER BY row DESC LIMIT ${limit}`,
    ),
  );

export const putHash = (db: Store, [row, high, low]: readonly [row: number, high: number, low: number]): void => {
  run(db, sql`INSERT OR REPLACE INTO image_hashes (image, high, low) SELECT row, ${high}, ${low} FROM images WHERE row = ${row}`);
};

/** Every hash of a picture in the library: row number and the halves of the hash. */
export const allHashes = (db: Store): (readonly [row: number, high: number, low: number])[] =>
  z
    .custom<(readonly [number, number, number])[]>(Array.isArray)
    .parse(
      tuples(db, sql`SELECT h.image, h.high, h.low FROM image_hashes AS h JOIN images AS i ON i.row = h.image WHERE i.deleted_at IS NULL`),
    );
