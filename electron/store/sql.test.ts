import Database from 'better-sqlite3';
import { expect, it, vi } from 'vitest';
import { all, column, first, lightTransaction, run, sql, tuples } from './sql.ts';

it('answers one text in every shape, whichever was asked first', () => {
  const db = new Database(':memory:');
  const query = sql`SELECT ${1} AS a, ${'x'} AS b`;
  const answers = (): unknown => ({ column: column(db, query), all: all(db, query), tuples: tuples(db, query), first: first(db, query) });
  const expected = { column: [1], all: [{ a: 1, b: 'x' }], tuples: [[1, 'x']], first: { a: 1, b: 'x' } };
  expect([answers(), answers()]).toEqual([expected, expected]);
});

it('prepares a text once for a connection, and follows the tables', () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE t (a INTEGER)');
  const prepare = vi.spyOn(db, 'prepare');
  for (let a = 0; a < 1_000; a += 1) run(db, sql`INSERT INTO t VALUES (${a})`);
  expect([prepare.mock.calls.length, all(db, sql`SELECT * FROM t`).length]).toEqual([1, 1_000]);
  db.exec('ALTER TABLE t ADD COLUMN b INTEGER');
  expect(all(db, sql`SELECT * FROM t`)[0]).toEqual({ a: 0, b: null });
  // another connection has tables of its own
  expect(() => all(new Database(':memory:'), sql`SELECT * FROM t`)).toThrow(/no such table/);
});

it('keeps a bounded number of texts', () => {
  const db = new Database(':memory:');
  const prepare = vi.spyOn(db, 'prepare');
  for (let n = 0; n < 2_000; n += 1) first(db, { text: `SELECT ${n}`, values: [] });
  first(db, sql`SELECT 0`);
  expect(prepare).toHaveBeenCalledTimes(2_001);
});

it('waits for the disk again after a commit that did not, also where that failed', () => {
  const db = new Database(':memory:');
  const synchronous = (): unknown => db.pragma('synchronous', { simple: true });
  const [normal, full] = [1, 2];
  expect(lightTransaction(db, synchronous)).toBe(normal);
  expect(synchronous()).toBe(full);
  const fail = (): never => {
    throw new Error('no');
  };
  expect(() => lightTransaction(db, fail)).toThrow('no');
  expect(synchronous()).toBe(full);
});
