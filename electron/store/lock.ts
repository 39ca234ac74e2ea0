import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';

export type Lock = Readonly<{ release: () => void }>;

/**
 * Takes the right to run the queue: a write lock on a database of its own, held as long as the process lives. The system lets go
 * of it however the process ends, so a lock can neither be left behind nor be mistaken for another process with the same number.
 * Answers null where somebody else has it.
 */
export const takeLock = (path: string, note: string): Lock | null =>
  holding(path, (db) => {
    db.prepare('INSERT OR REPLACE INTO owner (id, note) VALUES (1, ?)').run(note);
    // RESERVED, not EXCLUSIVE: others may still read whose it is
    db.exec('BEGIN IMMEDIATE');
  });

const holding = (path: string, take: (db: Database.Database) => void): Lock | null => {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path, { timeout: 0 });
  try {
    db.exec('CREATE TABLE IF NOT EXISTS owner (id INTEGER PRIMARY KEY CHECK (id = 1), note TEXT NOT NULL) STRICT');
    take(db);
  } catch (error) {
    db.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return { release: () => db.close() };
};

/** Takes a part in something that one alone may take whole (`takeWhole`); null where somebody has it whole. */
export const takeShare = (path: string): Lock | null =>
  holding(path, (db) => {
    db.exec('BEGIN');
    // a read inside of a transaction holds SHARED until its end
    db.prepare('SELECT count(*) FROM owner').get();
  });

/** Takes it whole; null where anybody has a share in it. */
export const takeWhole = (path: string): Lock | null => holding(path, (db) => void db.exec('BEGIN EXCLUSIVE'));

/** The note of whoever has the lock. */
export const lockOwner = (path: string): string | null => {
  const db = new Database(path, { readonly: true, timeout: 1_000 });
  try {
    const row = db.prepare('SELECT note FROM owner').get();
    return row === undefined ? null : z.object({ note: z.string() }).parse(row).note;
  } finally {
    db.close();
  }
};

const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED');
