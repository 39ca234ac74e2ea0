import { z } from 'zod';
import type { ImageId } from '../contract/ids.ts';
import { marked } from './marked.ts';
import type { Store } from './open.ts';
import { type Query, sql, tuples } from './sql.ts';

// a hundred thousand rows are not parsed one by one: the table is STRICT, so a column has its type
type Place = readonly [row: number, id: ImageId | '', day: number, createdAt: number];
const beginning: Place = [0, '', 0, 0];

/** The query that fills the order, a slice after `place`: apart, so that its plan can be tested. */
export const orderQuery = (slice: number, [, id, day, createdAt]: Place = beginning): Query =>
  sql`SELECT row, id, day, created_at FROM images WHERE deleted_at IS NULL AND (day, created_at, id) > (${day}, ${createdAt}, ${id})
      ORDER BY day, created_at, id LIMIT ${slice}`;
const someQuery = (rows: readonly number[]): Query =>
  sql`SELECT row, id, day, created_at FROM images WHERE deleted_at IS NULL AND row IN (SELECT value FROM json_each(${JSON.stringify(rows)}))`;

const read = (db: Store, query: Query): Place[] => z.custom<Place[]>(Array.isArray).parse(tuples(db, query));

const compare = (a: Place, b: Place): number => a[2] - b[2] || a[3] - b[3] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);

/** Every picture of the library by time, oldest first, in memory. */
export type ImageOrder = Readonly<{
  /** Reads the next slice; answers whether there was one. */
  fill: () => boolean;
  /** Whether nothing is left to be read. */
  isWhole: () => boolean;
  /** Row numbers, oldest first; it does not change once it is handed out. */
  rows: () => Uint32Array;
  /** Of a row that is in the order. */
  id: (row: number) => ImageId;
  day: (row: number) => number;
  /** Puts these rows where they now belong, or takes them out. */
  refresh: (rows: readonly number[]) => void;
  /** Makes it agree with all rows of the library. */
  agree: (present: readonly number[]) => void;
}>;

/** Past this many new rows everything is read anew, in slices. */
const manyRows = 5_000;

/** `slice` rows are read in one go. */
export const createOrder = (db: Store, slice: number): ImageOrder => {
  /** By row number. */
  let places: (Place | undefined)[] = [];
  let sorted = new Uint32Array(1024);
  let count = 0;
  /** What lies after it was not read yet; null where all was. */
  let frontier: Place | null = beginning;

  const fill = (): boolean => {
    if (frontier === null) return false;
    const found = read(db, orderQuery(slice, frontier));
    if (count + found.length > sorted.length) {
      const larger = new Uint32Array(Math.max(count + found.length, sorted.length * 2));
      larger.set(sorted.subarray(0, count));
      sorted = larger;
    }
    for (const place of found) {
      places[place[0]] = place;
      sorted[count] = place[0];
      count += 1;
    }
    frontier = found.length < slice ? null : (found.at(-1) ?? null);
    return true;
  };
  const reset = (): void => {
    [places, sorted, count, frontier] = [[], new Uint32Array(1024), 0, beginning];
  };
  const placeOf = (row: number): Place => {
    const place = places[row];
    if (place === undefined) throw new Error(`row ${row} is not in the order`);
    return place;
  };
  /** A new array without `gone` and with `come`, in one walk. */
  const merge = (gone: ReadonlySet<number>, come: readonly Place[]): void => {
    const next = new Uint32Array(count + come.length);
    let [at, waiting] = [0, 0];
    const added = come.toSorted(compare);
    for (const row of sorted.subarray(0, count)) {
      if (gone.has(row)) continue;
      for (; waiting < added.length && compare(added[waiting]!, placeOf(row)) < 0; waiting += 1) next[at++] = added[waiting]![0];
      next[at++] = row;
    }
    for (; waiting < added.length; waiting += 1) next[at++] = added[waiting]![0];
    for (const row of gone) places[row] = undefined;
    for (const place of added) places[place[0]] = place;
    [sorted, count] = [next, at];
  };
  const isRead = (place: Place): boolean => frontier === null || compare(place, frontier) <= 0;

  return {
    fill,
    isWhole: () => frontier === null,
    rows: () => {
      while (fill());
      return sorted.subarray(0, count);
    },
    id: (row) => placeOf(row)[1] as ImageId,
    day: (row) => placeOf(row)[2],
    refresh: (rows) => {
      const known = rows.filter((row) => places[row] !== undefined);
      merge(new Set(known), read(db, someQuery(rows)).filter(isRead));
    },
    agree: (present) => {
      const here = marked(present);
      const come = present.filter((row) => places[row] === undefined);
      if (frontier !== null || come.length > manyRows) return reset();
      merge(new Set(sorted.subarray(0, count).filter((row) => here[row] !== 1)), read(db, someQuery(come)));
    },
  };
};
