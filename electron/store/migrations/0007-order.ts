import type { Migration } from './migration.ts';

/**
 * What people put pictures in order with: ratings, tags, collections, saved searches, undo; what a library query asks by index; where pictures
 * came from; and hashes of what they look like. `images` gets a row number that never changes, which the small tables point to.
 */
export const order: Migration = {
  version: 7,
  name: 'order',
  up: (db) => {
    db.exec(`
      CREATE TABLE images_2 (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        generation_id TEXT NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
        prompt_id INTEGER NOT NULL REFERENCES prompts (id),
        file TEXT NOT NULL UNIQUE,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        day INTEGER NOT NULL,
        milliseconds REAL NOT NULL,
        calls INTEGER NOT NULL,
        model TEXT NOT NULL COLLATE NOCASE,
        model_id TEXT NOT NULL COLLATE NOCASE,
        sampler TEXT NOT NULL COLLATE NOCASE,
        schedule TEXT NOT NULL COLLATE NOCASE,
        steps INTEGER NOT NULL,
        guidance REAL NOT NULL,
        seed INTEGER NOT NULL,
        has_source INTEGER NOT NULL CHECK (has_source IN (0, 1)),
        has_mask INTEGER NOT NULL CHECK (has_mask IN (0, 1)),
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
        missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
        deleted_at INTEGER,
        warnings TEXT NOT NULL CHECK (json_valid(warnings)),
        recipe TEXT NOT NULL CHECK (json_valid(recipe))
      ) STRICT;
      INSERT INTO images_2
        SELECT rowid, id, generation_id, prompt_id, file, width, height, bytes, sha256, created_at,
          CAST(strftime('%Y%m%d', created_at / 1000, 'unixepoch', 'localtime') AS INTEGER), milliseconds, calls,
          recipe ->> '$.model.name', recipe ->> '$.model.id',
          substr(recipe ->> '$.sampler.id', 1, instr(recipe ->> '$.sampler.id', '@') - 1),
          substr(recipe ->> '$.schedule.id', 1, instr(recipe ->> '$.schedule.id', '@') - 1),
          recipe ->> '$.steps', recipe ->> '$.guidance.scale', recipe ->> '$.seed',
          recipe ->> '$.source' IS NOT NULL, recipe ->> '$.source.mask' IS NOT NULL,
          0, favourite, missing, deleted_at, warnings, recipe
        FROM images ORDER BY rowid;
      DROP TABLE images;
      ALTER TABLE images_2 RENAME TO images;

      -- deleted_at is in them although it is always null: without it SQLite would still look into the table
      CREATE INDEX images_in_order ON images (day, created_at, id, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_facets ON images (model, sampler, width, height, day, rating, favourite, seed, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_deleted ON images (deleted_at) WHERE deleted_at IS NOT NULL;
      CREATE INDEX images_by_generation ON images (generation_id);
      CREATE INDEX images_by_content ON images (sha256);
      CREATE INDEX images_by_prompt ON images (prompt_id, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_model_id ON images (model_id, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_sampler ON images (sampler, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_schedule ON images (schedule, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_steps ON images (steps, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_guidance ON images (guidance, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_seed ON images (seed, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_size ON images (width, height, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_height ON images (height, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_rating ON images (rating, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_favourite ON images (favourite, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_source ON images (has_source, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_mask ON images (has_mask, deleted_at) WHERE deleted_at IS NULL;
      CREATE INDEX images_by_missing ON images (missing, deleted_at) WHERE deleted_at IS NULL;

      DROP TRIGGER prompts_text_insert;
      DROP TRIGGER prompts_text_delete;
      DROP TABLE prompts_text;
      CREATE VIRTUAL TABLE prompts_text USING fts5(
        prompt, negative_prompt, content='prompts', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3'
      );
      INSERT INTO prompts_text (prompts_text) VALUES ('rebuild');
      CREATE TRIGGER prompts_text_insert AFTER INSERT ON prompts BEGIN
        INSERT INTO prompts_text (rowid, prompt, negative_prompt) VALUES (new.id, new.prompt, new.negative_prompt);
      END;
      CREATE TRIGGER prompts_text_delete AFTER DELETE ON prompts BEGIN
        INSERT INTO prompts_text (prompts_text, rowid, prompt, negative_prompt)
        VALUES ('delete', old.id, old.prompt, old.negative_prompt);
      END;

      CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE image_tags (
        tag INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
        image INTEGER NOT NULL REFERENCES images (row) ON DELETE CASCADE,
        PRIMARY KEY (tag, image)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX image_tags_by_image ON image_tags (image);

      CREATE TABLE collections (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL) STRICT;
      CREATE TABLE collection_images (
        collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
        image INTEGER NOT NULL REFERENCES images (row) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        PRIMARY KEY (collection, image)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX collection_images_in_order ON collection_images (collection, position);
      CREATE INDEX collection_images_by_image ON collection_images (image);

      CREATE TABLE searches (
        name TEXT PRIMARY KEY,
        query TEXT NOT NULL CHECK (json_valid(query)),
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE undo_steps (
        token INTEGER PRIMARY KEY AUTOINCREMENT,
        made_at INTEGER NOT NULL,
        step TEXT NOT NULL CHECK (json_valid(step))
      ) STRICT;

      CREATE TABLE order_unlogged (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        image INTEGER NOT NULL UNIQUE REFERENCES images (row) ON DELETE CASCADE
      ) STRICT;
      CREATE TRIGGER order_of_image AFTER UPDATE OF rating, favourite ON images BEGIN
        DELETE FROM order_unlogged WHERE image = new.row;
        INSERT INTO order_unlogged (image) VALUES (new.row);
      END;
      CREATE TRIGGER order_tag_added AFTER INSERT ON image_tags BEGIN
        DELETE FROM order_unlogged WHERE image = new.image;
        INSERT INTO order_unlogged (image) VALUES (new.image);
      END;
      CREATE TRIGGER order_tag_removed AFTER DELETE ON image_tags WHEN EXISTS (SELECT 1 FROM images WHERE row = old.image) BEGIN
        DELETE FROM order_unlogged WHERE image = old.image;
        INSERT INTO order_unlogged (image) VALUES (old.image);
      END;
      CREATE TRIGGER order_collection_added AFTER INSERT ON collection_images BEGIN
        DELETE FROM order_unlogged WHERE image = new.image;
        INSERT INTO order_unlogged (image) VALUES (new.image);
      END;
      CREATE TRIGGER order_collection_removed AFTER DELETE ON collection_images WHEN EXISTS (SELECT 1 FROM images WHERE row = old.image) BEGIN
        DELETE FROM order_unlogged WHERE image = old.image;
        INSERT INTO order_unlogged (image) VALUES (old.image);
      END;
      INSERT INTO order_unlogged (image) SELECT row FROM images WHERE favourite = 1;

      CREATE TABLE image_links (
        image INTEGER NOT NULL REFERENCES images (row) ON DELETE CASCADE,
        how TEXT NOT NULL,
        parent TEXT NOT NULL,
        step INTEGER,
        PRIMARY KEY (image, how)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX image_links_by_parent ON image_links (parent);
      INSERT INTO image_links (image, how, parent)
        SELECT row, 'source', recipe ->> '$.source.image' FROM images WHERE has_source = 1;

      CREATE TABLE image_hashes (
        image INTEGER PRIMARY KEY REFERENCES images (row) ON DELETE CASCADE,
        high INTEGER NOT NULL,
        low INTEGER NOT NULL
      ) STRICT;
    `);
  },
};
