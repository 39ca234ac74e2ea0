import { z } from 'zod';
import type { Store } from './open.ts';
import { type Query, numbers, sql, tuples } from './sql.ts';

/** Columns that pictures are counted by. */
export const columnNames = ['model', 'sampler', 'size', 'day', 'rating', 'favourite', 'seed'] as const;
export type ColumnName = (typeof columnNames)[number];

/** Each different value has a code, counted from 0; `codes` has that of every picture by its row number. */
export type Column = Readonly<{ codes: Uint32Array; values: readonly string[] }>;

type Row = readonly [
  row: number,
  model: string,
  sampler: string,
  width: number,
  height: number,
  day: number,
  rating: number,
  favourite: number,
  seed: number,
];
const beginning: Row = [0, '', '', 0, 0, 0, 0, 0, -1];

/** The query that fills the columns, a slice after `last`, in the order of its index: apart, so that its plan can be tested. */
export const columnsQuery = (slice: number, [row, model, sampler, width, height, day, rating, favourite, seed]: Row = beginning): Query =>
  sql`SELECT row, model, sampler, width, height, day, rating, favourite, seed FROM images WHERE deleted_at IS NULL
        AND (model, sampler, width, height, day, rating, favourite, seed, row)
          > (${model}, ${sampler}, ${width}, ${height}, ${day}, ${rating}, ${favourite}, ${seed}, ${row})
      ORDER BY model, sampler, width, height, day, rating, favourite, seed, row LIMIT ${slice}`;
const someQuery = (rows: readonly number[]): Query =>
  sql`SELECT row, model, sampler, width, height, day, rating, favourite, seed FROM images
      WHERE deleted_at IS NULL AND row IN (SELECT value FROM json_each(${JSON.stringify(rows)}))`;

const read = (db: Store, query: Query): Row[] => z.custom<Row[]>(Array.isArray).parse(tuples(db, query));

type Growing = { codes: Uint32Array; values: string[]; known: Map<string | number, number> };

const codeOf = (column: Growing, key: string | number, text: () => string): number => {
  const known = column.known.get(key);
  if (known !== undefined) return known;
  const code = column.values.length;
  column.known.set(key, code);
  column.values.push(text());
  return code;
};

/** What pictures are counted by, in memory: counting a hundred thousand takes a fraction of a millisecond a column. */
export type ImageColumns = Readonly<{
  /** Reads the next slice; answers whether there was one. */
  fill: () => boolean;
  column: (name: ColumnName) => Column;
  /** Reads these rows again. */
  refresh: (rows: readonly number[]) => void;
  /** Makes them agree with all rows of the library. */
  agree: (present: readonly number[]) => void;
}>;

/** Past this many new rows everything is read anew, in slices. */
const manyRows = 5_000;

/** The rows that have a rating, or are favourites: what a bulk change may have made of them. */
const rated = (rating: number): Query => sql`SELECT row FROM images WHERE deleted_at IS NULL AND rating = ${rating}`;
const favourites: Query = sql`SELECT row FROM images WHERE deleted_at IS NULL AND favourite = 1`;

/** `slice` rows are read in one go. */
export const createColumns = (db: Store, slice: number): ImageColumns => {
  const fresh = (): Growing => ({ codes: new Uint32Array(1024), values: [], known: new Map() });
  const columns = Object.fromEntries(columnNames.map((name) => [name, fresh()])) as Record<ColumnName, Growing>;
  /** By row number: 1 where it was read. */
  let isKnown = new Uint8Array(1024);
  const put = (name: ColumnName, row: number, key: string | number, text: () => string = () => String(key)): void => {
    columns[name].codes[row] = codeOf(columns[name], key, text);
  };
  const putFavourite = (row: number, favourite: number): void => put('favourite', row, favourite, () => (favourite === 1 ? 'yes' : 'no'));
  const reach = (row: number): void => {
    if (row < isKnown.length) return;
    const length = Math.max(row + 1, isKnown.length * 2);
    const longer = new Uint8Array(length);
    longer.set(isKnown);
    isKnown = longer;
    for (const column of Object.values(columns)) {
      const larger = new Uint32Array(length);
      larger.set(column.codes);
      column.codes = larger;
    }
  };
  const take = (rows: readonly Row[]): void => {
    for (const [row, model, sampler, width, height, day, rating, favourite, seed] of rows) {
      reach(row);
      isKnown[row] = 1;
      put('model', row, model);
      put('sampler', row, sampler);
      put('size', row, width * 100_000 + height, () => `${width}x${height}`);
      put('day', row, day);
      put('rating', row, rating);
      putFavourite(row, favourite);
      put('seed', row, seed);
    }
  };
  /** What lies after it was not read yet; null where all was. */
  let frontier: Row | null = beginning;
  const fill = (): boolean => {
    if (frontier === null) return false;
    const rows = read(db, columnsQuery(slice, frontier));
    take(rows);
    frontier = rows.length < slice ? null : (rows.at(-1) ?? null);
    return true;
  };
  return {
    fill,
    column: (name) => {
      while (fill());
      return columns[name];
    },
    // a row that moves past the frontier in the index is not missed: it is read here
    refresh: (rows) => take(read(db, someQuery(rows))),
    agree: (present) => {
      const come = present.filter((row) => isKnown[row] !== 1);
      if (frontier !== null || come.length > manyRows) {
        frontier = beginning;
        return;
      }
      // of a row that is known, nothing but these two ever changes
      for (const row of present) if (isKnown[row] === 1) put('rating', row, 0);
      for (const rating of [1, 2, 3, 4, 5])
        for (const row of numbers(db, rated(rating))) if (isKnown[row] === 1) put('rating', row, rating);
      for (const row of present) if (isKnown[row] === 1) putFavourite(row, 0);
      for (const row of numbers(db, favourites)) if (isKnown[row] === 1) putFavourite(row, 1);
      take(read(db, someQuery(come)));
    },
  };
};
