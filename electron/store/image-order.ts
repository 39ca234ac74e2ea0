import { z } from 'zod';
import type { ImageId } from '../contract/ids.ts';
import type { Store } from './open.ts';
import { type Query, sql, tuples } from './sql.ts';

type Place = readonly [day: number, createdAt: number, id: ImageId | ''];
const beginning: Place = [0, 0, ''];

/** The query that fills the order, a slice after `place`: apart, so that its plan can be tested. */
export const orderQuery = (slice: number, [day, createdAt, id]: Place = beginning): Query =>
  sql`SELECT row, id, day, created_at FROM images WHERE deleted_at IS NULL AND (day, created_at, id) > (${day}, ${createdAt}, ${id})
      ORDER BY day, created_at, id LIMIT ${slice}`;
const someQuery = (rows: ReadonlySet<number>): Query =>
  sql`SELECT row, id, day, created_at FROM images WHERE deleted_at IS NULL AND row IN (SELECT value FROM json_each(${JSON.stringify([...rows])}))`;

// a hundred thousand rows are not parsed one by one: the table is STRICT, so a column has its type
type Row = readonly [row: number, id: ImageId, day: number, createdAt: number];
const read = (db: Store, query: Query): Row[] => z.custom<Row[]>(Array.isArray).parse(tuples(db, query));

const placed = ([, id, day, createdAt]: Row): Place => [day, createdAt, id];
const comparePlaces = (a: Place, b: Place): number => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
const compare = (a: Row, b: Row): number => comparePlaces(placed(a), placed(b));

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
  /** Reads the next slice; answers whether there was one. */
  fill: () => boolean;
  sorted: () => readonly Row[];
  /** Reads these rows again, wherever they now belong. */
  refresh: (rows: ReadonlySet<number>) => void;
}>;

/** Past this many changed rows everything is read anew: that is quicker. */
const manyRows = 500;

/** `slice` rows are read in one go. */
export const createOrder = (db: Store, slice: number): ImageOrder => {
  let sorted: Row[] = [];
  let byRow: Map<number, Row> | null = null;
  /** What lies after it was not read yet; null where all was. */
  let frontier: Place | null = beginning;
  const fill = (): boolean => {
    if (frontier === null) return false;
    const rows = read(db, orderQuery(slice, frontier));
    for (const row of rows) {
      sorted.push(row);
      byRow?.set(row[0], row);
    }
    const last = rows.at(-1);
    frontier = last === undefined || rows.length < slice ? null : placed(last);
    return true;
  };
  const isRead = (row: Row): boolean => frontier === null || comparePlaces(placed(row), frontier) <= 0;
  const refresh = (rows: ReadonlySet<number>): void => {
    if (rows.size > manyRows) {
      [sorted, byRow, frontier] = [[], null, beginning];
      return;
    }
    byRow ??= new Map(sorted.map((row) => [row[0], row]));
    for (const number of rows) {
      const old = byRow.get(number);
      if (old === undefined) continue;
      sorted.splice(placeOf(sorted, old), 1);
      byRow.delete(number);
    }
    for (const row of read(db, someQuery(rows)).filter(isRead)) {
      sorted.splice(placeOf(sorted, row), 0, row);
      byRow.set(row[0], row);
    }
  };
  return {
    fill,
    sorted: () => {
      while (fill());
      return sorted;
    },
    refresh,
  };
};
