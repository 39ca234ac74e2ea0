import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

/** The one connection to the store. */
export type Store = Database.Database;

/** Opens the store, makes it where there is none, and migrates it. Throws where it cannot be written. */
export const openStore = (path: string): Store => {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path, { timeout: 5_000 });
  try {
    db.pragma('journal_mode = WAL');
    // FULL: a commit is on the disk when it returns, so what was announced survives a power cut too
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    migrate(db, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
