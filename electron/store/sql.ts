import type { Database } from 'better-sqlite3';
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

/** Rows as they are; the caller parses. better-sqlite3 does not cache statements, and preparing ours takes microseconds. */
export const all = (db: Database, { text, values }: Query): unknown[] => db.prepare(text).all(...values);

/** The first column of every row. */
export const column = (db: Database, { text, values }: Query): unknown[] =>
  db
    .prepare(text)
    .pluck()
    .all(...values);

/** The first column of every row, which a STRICT table holds as an integer: not looked at one by one. */
export const numbers = (db: Database, query: Query): number[] => z.custom<number[]>(Array.isArray).parse(column(db, query));

/** Rows as arrays: for many of them. */
export const tuples = (db: Database, { text, values }: Query): unknown[] =>
  db
    .prepare(text)
    .raw()
    .all(...values);

export const first = (db: Database, { text, values }: Query): unknown => db.prepare(text).get(...values);

/** Answers how many rows changed. */
export const run = (db: Database, { text, values }: Query): number => db.prepare(text).run(...values).changes;

/** The plan that SQLite makes, one line a step: for tests. */
export const explain = (db: Database, { text, values }: Query): string[] =>
  db
    .prepare<Value[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
    .all(...values)
    .map((row) => row.detail);

/** Runs `work` as one transaction that takes the write lock at once, so that it cannot fail half-way for want of it. */
export const transaction = <T>(db: Database, work: () => T): T => db.transaction(work).immediate();
