import type { Migration } from './migration.ts';

/** Runs that go on where they were cut off: how often that happened, how far they are kept, and whether the queue is paused. */
export const keptRuns: Migration = {
  version: 4,
  name: 'kept-runs',
  up: (db) => {
    db.exec(`
      ALTER TABLE generations ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE generations ADD COLUMN kept_step INTEGER;
      ALTER TABLE generations ADD COLUMN kept_steps INTEGER;

      CREATE TABLE queue (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        paused INTEGER NOT NULL CHECK (paused IN (0, 1))
      ) STRICT;
      INSERT INTO queue (id, paused) VALUES (1, 0);
    `);
  },
};
