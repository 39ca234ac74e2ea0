import { z } from 'zod';
import type { ImageId } from '../contract/ids.ts';
import type { Store } from './open.ts';
import { type Query, all, column, lightTransaction, run, sql, tuples } from './sql.ts';

// The files that the index knows, as the comparison with the disk asks for them: a hundred thousand rows are not parsed one by one, since the tables are
// STRICT, so a column has its type.

/** A row of the index: its file, and what is thought of it. */
export type IndexedFile = Readonly<{ row: number; id: ImageId; file: string; sha256: string; missing: boolean; deleted: boolean }>;

/** The next files that the index knows after this row, deleted ones too. */
export const indexedFiles = (db: Store, after: number, limit: number): IndexedFile[] =>
  z
    .custom<(readonly [row: number, id: ImageId, file: string, sha256: string, missing: number, deleted: number])[]>(Array.isArray)
    .parse(
      tuples(
        db,
        sql`SELECT row, id, file, sha256, missing, deleted_at IS NOT NULL FROM images WHERE row > ${after} ORDER BY row LIMIT ${limit}`,
      ),
    )
    .map(([row, id, file, sha256, missing, deleted]) => ({ row, id, file, sha256, missing: missing === 1, deleted: deleted === 1 }));

/** `changed`: by another program, and nobody has been told yet; `told`: somebody has. */
export type FileState = 'same' | 'changed' | 'told';

/** A file of the library as it was written, and as it stood when it was looked at last; `stamp` is null before the first look. */
export type WrittenFile = Readonly<{
  row: number;
  file: string;
  bytes: number;
  sha256: string;
  createdAt: number;
  stamp: string | null;
  state: FileState | null;
}>;

type WrittenRow = readonly [
  row: number,
  file: string,
  bytes: number,
  sha256: string,
  createdAt: number,
  stamp: string | null,
  state: FileState | null,
];

/** The query of `writtenFiles`: apart, so that its plan can be tested. */
export const writtenQuery = (after: number, limit: number): Query =>
  sql`SELECT i.row, i.file, i.bytes, i.sha256, i.created_at, s.stamp, s.state FROM images AS i LEFT JOIN file_stamps AS s ON s.image = i.row
      WHERE i.deleted_at IS NULL AND i.row > ${after} ORDER BY i.row LIMIT ${limit}`;

/** The next files of the library after this row. */
export const writtenFiles = (db: Store, after: number, limit: number): WrittenFile[] =>
  z
    .custom<WrittenRow[]>(Array.isArray)
    .parse(tuples(db, writtenQuery(after, limit)))
    .map(([row, file, bytes, sha256, createdAt, stamp, state]) => ({ row, file, bytes, sha256, createdAt, stamp, state }));

export type Stamped = Readonly<{ row: number; stamp: string; state: FileState }>;

const putStamp = (db: Store, { row, stamp, state }: Stamped): void => {
  run(db, sql`INSERT OR REPLACE INTO file_stamps (image, stamp, state) SELECT row, ${stamp}, ${state} FROM images WHERE row = ${row}`);
  if (state !== 'changed') return;
  // other bytes are looked at again by who compares what pictures look like, and by who searches what they show
  run(db, sql`DELETE FROM image_hashes WHERE image = ${row}`);
  run(db, sql`DELETE FROM embeddings WHERE image = ${row}`);
};

/** Remembers how files stand. What a lost power takes of it is looked at once more, so nobody waits for the disk. */
export const rememberStamps = (db: Store, stamped: readonly Stamped[]): void => {
  if (stamped.length === 0) return;
  lightTransaction(db, () => {
    for (const one of stamped) putStamp(db, one);
  });
};

/** The same for a picture whose file has just been written, in the transaction of its row. */
export const rememberWritten = (db: Store, id: ImageId, stamp: string): void => {
  const [row] = column(db, sql`SELECT row FROM images WHERE id = ${id}`);
  if (typeof row === 'number') putStamp(db, { row, stamp, state: 'same' });
};

/** Files of the library that another program changed: all of them, and those that nobody has been told of. */
export const changedNames = (db: Store): { all: string[]; untold: string[] } => {
  const rows = z.array(z.object({ file: z.string(), state: z.string() })).parse(
    all(
      db,
      sql`SELECT i.file, s.state FROM file_stamps AS s CROSS JOIN images AS i ON i.row = s.image
            WHERE s.state <> 'same' AND i.deleted_at IS NULL AND i.missing = 0 ORDER BY i.row`,
    ),
  );
  return { all: rows.map(({ file }) => file), untold: rows.filter(({ state }) => state === 'changed').map(({ file }) => file) };
};

/** Somebody has been told of all that was changed. */
export const changesTold = (db: Store): void =>
  void run(db, sql`UPDATE file_stamps SET state = 'told' WHERE state = 'changed' AND state <> 'same'`);

/** Pictures of the library whose file is not there. */
export const missingNames = (db: Store): string[] =>
  z.array(z.string()).parse(column(db, sql`SELECT file FROM images WHERE missing = 1 AND deleted_at IS NULL ORDER BY row`));

/** How many pictures are in the library. */
export const countImages = (db: Store): number => z.int().parse(column(db, sql`SELECT count(*) FROM images WHERE deleted_at IS NULL`)[0]);
