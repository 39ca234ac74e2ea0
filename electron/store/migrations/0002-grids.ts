import type { Migration } from './migration.ts';

/** Grids: views over ordinary generations. */
export const grids: Migration = {
  version: 2,
  name: 'grids',
  up: (db) => {
    db.exec(`
      CREATE TABLE grids (
        id TEXT PRIMARY KEY,
        definition TEXT NOT NULL CHECK (json_valid(definition)),
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX grids_by_time ON grids (created_at DESC, id DESC);

      CREATE TABLE grid_cells (
        grid_id TEXT NOT NULL REFERENCES grids (id) ON DELETE CASCADE,
        cell INTEGER NOT NULL,
        generation_id TEXT NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
        PRIMARY KEY (grid_id, cell)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX grid_cells_by_generation ON grid_cells (generation_id);
    `);
  },
};
