import { existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type Store, openStore } from './open.ts';

const endings = ['', '-wal', '-shm'];

/** Removes a store with what SQLite keeps beside it. */
export const removeStore = (path: string): void => {
  for (const ending of endings) rmSync(`${path}${ending}`, { force: true });
};

/** A copy of a store under another name, as it stands. Throws where it cannot be read. */
const copyStore = (from: string, to: string): void => {
  const db = new Database(from, { fileMustExist: true, timeout: 5_000 });
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
};

/** A store in the making: it has everything that is in no picture's file (the prompt log, runs, grids, what is known of models), and no picture. */
export type Rebuilding = Readonly<{
  db: Store;
  /** Why nothing could be taken over; null where the old store was read, or there was none. */
  lost: string | null;
  /** Puts right what the pictures that came in again counted twice, gives those that are as they were what no file says, writes all of it to the disk, and closes. */
  finish: () => void;
}>;

/** Begins a store at `path` for pictures that will be read from their files; what is in the bin stays as it is. */
export const beginRebuild = (old: string, path: string): Rebuilding => {
  removeStore(path);
  let lost: string | null = null;
  try {
    if (existsSync(old)) copyStore(old, path);
  } catch (error) {
    removeStore(path);
    lost = error instanceof Error ? error.message : String(error);
  }
  const db = openStore(path);
  // a copy that is lost with the power is begun again
  db.pragma('synchronous = OFF');
  db.exec(`
    CREATE TEMP TABLE prompts_before AS SELECT id, uses, used_at, recipe, imported FROM main.prompts;
    CREATE TEMP TABLE images_before AS
      SELECT generation_id, id, file, sha256, created_at, day, milliseconds, calls, warnings FROM main.images WHERE deleted_at IS NULL;
    DELETE FROM images WHERE deleted_at IS NULL;
    DELETE FROM undo_steps;
  `);
  return {
    db,
    lost,
    finish: () => {
      db.exec(`
        UPDATE main.prompts AS p SET uses = b.uses, used_at = b.used_at, recipe = b.recipe, imported = b.imported
          FROM prompts_before AS b WHERE b.id = p.id;
        -- what no file says: its id, which traces are found by, and how long it took
        UPDATE main.images AS i SET id = b.id, created_at = b.created_at, day = b.day, milliseconds = b.milliseconds, calls = b.calls, warnings = b.warnings
          FROM images_before AS b WHERE b.file = i.file AND b.sha256 = i.sha256;
        -- a picture that came in under a run of its own leaves the one that it had before without any
        DELETE FROM main.generations WHERE id IN (SELECT generation_id FROM images_before WHERE sha256 IN (SELECT sha256 FROM main.images))
          AND NOT EXISTS (SELECT 1 FROM main.images AS i WHERE i.generation_id = main.generations.id);
      `);
      db.pragma('synchronous = FULL');
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
};
