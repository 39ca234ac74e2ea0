import type { Migration } from './migration.ts';

/** Generations, images, prompt log, queue, and what is known of models. */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  up: (db) => {
    db.exec(`
      CREATE TABLE prompts (
        id INTEGER PRIMARY KEY,
        prompt TEXT NOT NULL,
        negative_prompt TEXT NOT NULL,
        used_at INTEGER NOT NULL,
        uses INTEGER NOT NULL CHECK (uses > 0),
        recipe TEXT NOT NULL CHECK (json_valid(recipe)),
        UNIQUE (prompt, negative_prompt)
      ) STRICT;
      CREATE INDEX prompts_by_time ON prompts (used_at DESC, id DESC);

      CREATE VIRTUAL TABLE prompts_text USING fts5(prompt, content='prompts', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3');
      CREATE TRIGGER prompts_text_insert AFTER INSERT ON prompts BEGIN
        INSERT INTO prompts_text (rowid, prompt) VALUES (new.id, new.prompt);
      END;
      CREATE TRIGGER prompts_text_delete AFTER DELETE ON prompts BEGIN
        INSERT INTO prompts_text (prompts_text, rowid, prompt) VALUES ('delete', old.id, old.prompt);
      END;

      CREATE TABLE generations (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        prompt_id INTEGER NOT NULL REFERENCES prompts (id),
        recipe TEXT NOT NULL CHECK (json_valid(recipe)),
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
        error TEXT CHECK (error IS NULL OR json_valid(error)),
        created_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER
      ) STRICT;
      CREATE INDEX generations_open ON generations (state, position) WHERE state IN ('waiting', 'running');
      CREATE INDEX generations_ended ON generations (ended_at DESC, position DESC) WHERE ended_at IS NOT NULL;
      CREATE INDEX generations_by_prompt ON generations (prompt_id);

      CREATE TABLE images (
        id TEXT PRIMARY KEY,
        generation_id TEXT NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
        prompt_id INTEGER NOT NULL REFERENCES prompts (id),
        file TEXT NOT NULL UNIQUE,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        recipe TEXT NOT NULL CHECK (json_valid(recipe)),
        created_at INTEGER NOT NULL,
        milliseconds REAL NOT NULL,
        calls INTEGER NOT NULL,
        warnings TEXT NOT NULL CHECK (json_valid(warnings)),
        favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
        missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
        deleted_at INTEGER
      ) STRICT;
      CREATE INDEX images_by_time ON images (created_at DESC, id DESC, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_deleted ON images (deleted_at) WHERE deleted_at IS NOT NULL;
      CREATE INDEX images_by_generation ON images (generation_id);
      CREATE INDEX images_by_prompt ON images (prompt_id, created_at DESC, id DESC, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_content ON images (sha256);

      CREATE TABLE model_reports (
        folder TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        report TEXT NOT NULL CHECK (json_valid(report))
      ) STRICT;

      CREATE TABLE model_files (
        path TEXT PRIMARY KEY,
        bytes INTEGER NOT NULL,
        modified_ns TEXT NOT NULL,
        sha256 TEXT NOT NULL
      ) STRICT;
    `);
  },
};
