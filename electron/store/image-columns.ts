import { z } from 'zod';
import type { Store } from './open.ts';
import { type Query, sql, tuples } from './sql.ts';

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
const someQuery = (rows: ReadonlySet<number>): Query =>
  sql`SELECT row, model, sampler, width, height, day, rating, favourite, seed FROM images
      WHERE deleted_at IS NULL AND row IN (SELECT value FROM json_each(${JSON.stringify([...rows])}))`;

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

/** What pictures are counted by, in memory: counting a hundred thousand takes a millisecond a column. */
export type ImageColumns = Readonly<{
  /** Reads the next slice; answers whether there was one. */
  fill: () => boolean;
  column: (name: ColumnName) => Column;
  refresh: (rows: ReadonlySet<number>) => void;
}>;

const manyRows = 5_000;

/** `slice` rows are read in one go. */
export const createColumns = (db: Store, slice: number): ImageColumns => {
  const fresh = (): Growing => ({ codes: new Uint32Array(1024), values: [], known: new Map() });
  const columns = Object.fromEntries(columnNames.map((name) => [name, fresh()])) as Record<ColumnName, Growing>;
  const put = (name: ColumnName, row: number, key: string | number, text: () => string = () => String(key)): void => {
    const column = columns[name];
    if (row >= column.codes.length) {
      const larger = new Uint32Array(Math.max(row + 1, column.codes.length * 2));
      larger.set(column.codes);
      column.codes = larger;
    }
    column.codes[row] = codeOf(column, key, text);
  };
  const take = (rows: readonly Row[]): void => {
    for (const [row, model, sampler, width, height, day, rating, favourite, seed] of rows) {
      put('model', row, model);
      put('sampler', row, sampler);
      put('size', row, width * 100_000 + height, () => `${width}x${height}`);
      put('day', row, day);
      put('rating', row, rating);
      put('favourite', row, favourite, () => (favourite === 1 ? 'yes' : 'no'));
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
    refresh: (rows) => {
      if (rows.size > manyRows) frontier = beginning;
      // a row that moves past the frontier in the index is not missed: it is read here
      else take(read(db, someQuery(rows)));
    },
  };
};
