import { z } from 'zod';
import type { ImageId } from '../contract/ids.ts';
import type { Store } from './open.ts';
import { type Query, sql, tuples } from './sql.ts';

/** The query that fills the order: apart, so that its plan can be tested. */
export const orderQuery = (): Query =>
  sql`SELECT row, id, day, created_at FROM images WHERE deleted_at IS NULL ORDER BY day, created_at, id`;
const someQuery = (rows: ReadonlySet<number>): Query =>
  sql`SELECT row, id, day, created_at FROM images WHERE deleted_at IS NULL AND row IN (SELECT value FROM json_each(${JSON.stringify([...rows])}))`;

// a hundred thousand rows are not parsed one by one: the table is STRICT, so a column has its type
type Row = readonly [row: number, id: ImageId, day: number, createdAt: number];
const read = (db: Store, query: Query): Row[] => z.custom<Row[]>(Array.isArray).parse(tuples(db, query));

const compare = (a: Row, b: Row): number => a[2] - b[2] || a[3] - b[3] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);

const placeOf = (sorted: readonly Row[], row: Row): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle]!, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Every picture of the library by time, oldest first, in memory. */
export type ImageOrder = Readonly<{
  sorted: () => readonly Row[];
  /** Reads these rows again, wherever they now belong. */
  refresh: (rows: ReadonlySet<number>) => void;
}>;

/** Past this many changed rows everything is read anew: that is quicker. */
const manyRows = 500;

export const loadOrder = (db: Store): ImageOrder => {
  let sorted = read(db, orderQuery());
  let byRow: Map<number, Row> | null = null;
  const refresh = (rows: ReadonlySet<number>): void => {
    if (rows.size > manyRows) {
      sorted = read(db, orderQuery());
      byRow = null;
      return;
    }
    byRow ??= new Map(sorted.map((row) => [row[0], row]));
    for (const number of rows) {
      const old = byRow.get(number);
      if (old === undefined) continue;
      sorted.splice(placeOf(sorted, old), 1);
      byRow.delete(number);
    }
    for (const row of read(db, someQuery(rows))) {
      sorted.splice(placeOf(sorted, row), 0, row);
      byRow.set(row[0], row);
    }
  };
  return { sorted: () => sorted, refresh };
};
