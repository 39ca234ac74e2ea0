import type { Migration } from './migration.ts';

/** How the file of a picture stood when it was looked at last: as long as it stands so, nobody reads it again. */
export const fileStamps: Migration = {
  version: 8,
  name: 'file-stamps',
  up: (db) => {
    db.exec(`
      CREATE TABLE file_stamps (
        image INTEGER PRIMARY KEY REFERENCES images (row) ON DELETE CASCADE,
        stamp TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('same', 'changed', 'told'))
      ) STRICT;
      -- few pictures are ever changed by others: all of them are asked for at once
      CREATE INDEX file_stamps_changed ON file_stamps (state, image) WHERE state <> 'same';
    `);
  },
};
