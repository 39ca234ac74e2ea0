import { z } from 'zod';
import type { Store } from './open.ts';
import { type Query, sql, tuples } from './sql.ts';

type Row = readonly [row: number, prompt: number];
const beginning: Row = [0, 0];

/** The queries that read a slice after a row, the rest of its prompt first: apart, so that their plans can be tested. */
export const promptRowsQueries = ([row, prompt]: Row = beginning): readonly ((limit: number) => Query)[] => [
  (limit) =>
    sql`SELECT row, prompt_id FROM images WHERE deleted_at IS NULL AND prompt_id = ${prompt} AND row > ${row} ORDER BY row LIMIT ${limit}`,
  (limit) =>
    sql`SELECT row, prompt_id FROM images WHERE deleted_at IS NULL AND prompt_id > ${prompt} ORDER BY prompt_id, row LIMIT ${limit}`,
];
const someQuery = (rows: readonly number[]): Query =>
  sql`SELECT row, prompt_id FROM images WHERE deleted_at IS NULL AND row IN (SELECT value FROM json_each(${JSON.stringify(rows)}))`;

const read = (db: Store, query: Query): Row[] => z.custom<Row[]>(Array.isArray).parse(tuples(db, query));

/** Which prompt every picture was made of, in memory. */
export type ImagePrompts = Readonly<{
  /** Reads the next slice; answers whether there was one. */
  fill: () => boolean;
  /** The id of the prompt by row number; 0 where there is no picture. */
  prompts: () => Uint32Array;
  /** Reads these rows again. */
  refresh: (rows: readonly number[]) => void;
  /** Makes them agree with all rows of the library. */
  agree: (present: readonly number[]) => void;
}>;

/** Past this many new rows everything is read anew, in slices. */
const manyRows = 5_000;

/** `slice` rows are read in one go. */
export const createPrompts = (db: Store, slice: number): ImagePrompts => {
  let prompts = new Uint32Array(1024);
  /** What lies after it was not read yet; null where all was. */
  let frontier: Row | null = beginning;
  const take = (rows: readonly Row[]): void => {
    const last = rows.reduce((most, [row]) => Math.max(most, row), 0);
    if (last >= prompts.length) {
      const larger = new Uint32Array(Math.max(last + 1, prompts.length * 2));
      larger.set(prompts);
      prompts = larger;
    }
    for (const [row, prompt] of rows) prompts[row] = prompt;
  };
  const fill = (): boolean => {
    if (frontier === null) return false;
    let left = slice;
    for (const query of promptRowsQueries(frontier)) {
      if (left === 0) break;
      const rows = read(db, query(left));
      take(rows);
      frontier = rows.at(-1) ?? frontier;
      left -= rows.length;
    }
    if (left > 0) frontier = null;
    return true;
  };
  return {
    fill,
    prompts: () => {
      while (fill());
      return prompts;
    },
    refresh: (rows) => take(read(db, someQuery(rows))),
    agree: (present) => {
      const come = present.filter((row) => (prompts[row] ?? 0) === 0);
      if (come.length > manyRows) frontier = beginning;
      else take(read(db, someQuery(come)));
    },
  };
};
