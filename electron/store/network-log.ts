import { NetworkEntry } from '../contract/downloads.ts';
import type { Store } from './open.ts';
import { wordsColumn } from './rows.ts';
import { all, first, run, sql } from './sql.ts';

/** So many are kept; older ones go. */
const most = 5_000;

const Row = NetworkEntry.extend({ problem: wordsColumn.nullable() });
const toEntry = (row: unknown): NetworkEntry => Row.parse(row);

/** Writes down a request at the moment it leaves. */
export const requestLeft = (
  db: Store,
  { at, method, host, path, reason }: Pick<NetworkEntry, 'at' | 'method' | 'host' | 'path' | 'reason'>,
): NetworkEntry => {
  const row = first(
    db,
    sql`INSERT INTO network_log (at, method, host, path, reason) VALUES (${at}, ${method}, ${host}, ${path}, ${reason})
        RETURNING id, at, method, host, path, status, bytes, milliseconds, problem, reason`,
  );
  const entry = toEntry(row);
  run(db, sql`DELETE FROM network_log WHERE id <= ${entry.id - most}`);
  return entry;
};

export const requestEnded = (db: Store, { id, status, bytes, milliseconds, problem }: NetworkEntry): void => {
  run(
    db,
    sql`UPDATE network_log SET status = ${status}, bytes = ${bytes}, milliseconds = ${milliseconds}, problem = ${problem === null ? null : JSON.stringify(problem)} WHERE id = ${id}`,
  );
};

/** Newest first. */
export const networkLog = (db: Store, limit: number): NetworkEntry[] =>
  all(
    db,
    sql`SELECT id, at, method, host, path, status, bytes, milliseconds, problem, reason FROM network_log ORDER BY id DESC LIMIT ${limit}`,
  ).map(toEntry);

export const clearNetworkLog = (db: Store): void => {
  run(db, sql`DELETE FROM network_log`);
};
