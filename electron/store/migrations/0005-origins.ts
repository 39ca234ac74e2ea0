import type { Migration } from './migration.ts';

/** What files from elsewhere say of their making, and prompts that nobody wrote here: they are found by search, and are not in the log. */
export const origins: Migration = {
  version: 5,
  name: 'origins',
  up: (db) => {
    db.exec(`
      CREATE TABLE origins (
        sha256 TEXT PRIMARY KEY,
        origin TEXT NOT NULL CHECK (json_valid(origin))
      ) STRICT, WITHOUT ROWID;

      ALTER TABLE prompts ADD COLUMN imported INTEGER NOT NULL DEFAULT 0 CHECK (imported IN (0, 1));
      DROP INDEX prompts_by_time;
      CREATE INDEX prompts_by_time ON prompts (used_at DESC, id DESC) WHERE imported = 0;
    `);
  },
};
