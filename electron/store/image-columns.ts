import { z } from 'zod';
import type { Store } from './open.ts';
import { type Query, sql, tuples } from './sql.ts';

/** Columns that pictures are counted by. */
export const columnNames = ['model', 'sampler', 'size', 'day', 'rating', 'favourite', 'seed'] as const;
export type ColumnName = (typeof columnNames)[number];

/** Each different value has a code, counted from 0; `codes` has that of every picture by its row number. */
export type Column = Readonly<{ codes: Uint32Array; values: readonly string[] }>;

/** The query that fills the columns: apart, so that its plan can be tested. */
export const columnsQuery = (): Query =>
  sql`SELECT row, model, sampler, width, height, day, rating, favourite, seed FROM images WHERE deleted_at IS NULL`;
const someQuery = (rows: ReadonlySet<number>): Query =>
  sql`SELECT row, model, sampler, width, height, day, rating, favourite, seed FROM images
      WHERE deleted_at IS NULL AND row IN (SELECT value FROM json_each(${JSON.stringify([...rows])}))`;

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
export type ImageColumns = Readonly<{ column: (name: ColumnName) => Column; refresh: (rows: ReadonlySet<number>) => void }>;

const manyRows = 5_000;

export const loadColumns = (db: Store): ImageColumns => {
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
  take(read(db, columnsQuery()));
  return {
    column: (name) => columns[name],
    refresh: (rows) => take(read(db, rows.size > manyRows ? columnsQuery() : someQuery(rows))),
  };
};
