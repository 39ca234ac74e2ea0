import type { Migration } from './migration.ts';

/** What the files beside models are, what a person said of a model, and files by their content. */
export const modelFiles: Migration = {
  version: 6,
  name: 'model-files',
  up: (db) => {
    db.exec(`
      CREATE TABLE file_reports (
        path TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        report TEXT NOT NULL CHECK (json_valid(report))
      ) STRICT;

      CREATE TABLE model_choices (
        path TEXT PRIMARY KEY,
        choices TEXT NOT NULL CHECK (json_valid(choices))
      ) STRICT;

      CREATE INDEX model_files_by_content ON model_files (sha256);
    `);
  },
};
