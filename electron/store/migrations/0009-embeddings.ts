import type { Migration } from './migration.ts';

/** What pictures and texts mean, as vectors of a CLIP that is named by its hash; `fit` is a picture's cosine with its own prompt. */
export const embeddings: Migration = {
  version: 9,
  name: 'embeddings',
  up: (db) => {
    db.exec(`
      CREATE TABLE embeddings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        image INTEGER NOT NULL REFERENCES images (row) ON DELETE CASCADE,
        model TEXT NOT NULL,
        fit REAL,
        vector BLOB NOT NULL,
        UNIQUE (model, image)
      ) STRICT;
      CREATE INDEX embeddings_by_image ON embeddings (image);

      CREATE TABLE text_embeddings (
        model TEXT NOT NULL,
        text TEXT NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (model, text)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
