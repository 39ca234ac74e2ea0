import type { Database, Statement } from 'better-sqlite3';
import { z } from 'zod';

export type Value = string | number | bigint | Uint8Array | null;
export type Query = Readonly<{ text: string; values: readonly Value[] }>;

/** `` sql`SELECT … WHERE id = ${id}` ``: every value becomes a parameter, so nothing is ever pasted into SQL. */
export const sql = (parts: TemplateStringsArray, ...values: readonly Value[]): Query => ({ text: parts.join('?'), values });

/** Several pieces of SQL in a row, with this between them and these around. */
export const joined = (pieces: readonly Query[], between: string, [before, after]: readonly [string, string] = ['', '']): Query => ({
  text: before + pieces.map(({ text }) => text).join(between) + after,
  values: pieces.flatMap(({ values }) => values),
});

/** A statement answers in one shape for good: `pluck` and `raw` are settings of the statement. */
type Shape = 'rows' | 'column' | 'tuples';
type Prepared = Map<string, Statement<Value[]>>;

const preparedOf = new WeakMap<Database, Readonly<Record<Shape, Prepared>>>();
/** Ours are a few hundred; past this many, which only queries made of many terms can reach, all are prepared anew. */
const preparedAtMost = 500;

const begun = (db: Database): Readonly<Record<Shape, Prepared>> => {
  const shapes = { rows: new Map(), column: new Map(), tuples: new Map() };
  preparedOf.set(db, shapes);
  return shapes;
};

/** better-sqlite3 keeps no statements: thousands that live for one row are work for the collector, tens of milliseconds at a time. */
const prepared = (db: Database, shape: Shape, text: string): Statement<Value[]> => {
  const shapes = preparedOf.get(db) ?? begun(db);
  const known = shapes[shape].get(text);
  if (known !== undefined) return known;
  const statement = db.prepare<Value[]>(text);
  if (shape === 'column') statement.pluck();
  if (shape === 'tuples') statement.raw();
  if (shapes[shape].size >= preparedAtMost) shapes[shape].clear();
  shapes[shape].set(text, statement);
  return statement;
};

/** Rows as they are; the caller parses. */
export const all = (db: Database, { text, values }: Query): unknown[] => prepared(db, 'rows', text).all(...values);

/** The first column of every row. */
export const column = (db: Database, { text, values }: Query): unknown[] => prepared(db, 'column', text).all(...values);

/** The first column of every row, which a STRICT table holds as an integer: not looked at one by one. */
export const numbers = (db: Database, query: Query): number[] => z.custom<number[]>(Array.isArray).parse(column(db, query));

/** Rows as arrays: for many of them. */
export const tuples = (db: Database, { text, values }: Query): unknown[] => prepared(db, 'tuples', text).all(...values);

export const first = (db: Database, { text, values }: Query): unknown => prepared(db, 'rows', text).get(...values);

/** Answers how many rows changed. */
export const run = (db: Database, { text, values }: Query): number => prepared(db, 'rows', text).run(...values).changes;

/** The plan that SQLite makes, one line a step: for tests. */
export const explain = (db: Database, { text, values }: Query): string[] =>
  db
    .prepare<Value[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
    .all(...values)
    .map((row) => row.detail);

/** Runs `work` as one transaction that takes the write lock at once, so that it cannot fail half-way for want of it. */
export const transaction = <T>(db: Database, work: () => T): T => db.transaction(work).immediate();

/** The same without waiting for the disk: a lost power may take the last of these, and nothing but these. For what files tell again. Not inside of another transaction. */
export const lightTransaction = <T>(db: Database, work: () => T): T => {
  db.pragma('synchronous = NORMAL');
  try {
    return transaction(db, work);
  } finally {
    db.pragma('synchronous = FULL');
  }
};
