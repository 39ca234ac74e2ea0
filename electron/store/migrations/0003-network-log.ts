import type { Migration } from './migration.ts';

/** Every request that left this computer, for the user to read. */
export const networkLog: Migration = {
  version: 3,
  name: 'network-log',
  up: (db) => {
    db.exec(`
      CREATE TABLE network_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        method TEXT NOT NULL,
        host TEXT NOT NULL,
        path TEXT NOT NULL,
        status INTEGER,
        bytes INTEGER NOT NULL DEFAULT 0,
        milliseconds REAL,
        problem TEXT,
        reason TEXT NOT NULL
      ) STRICT;
    `);
  },
};
