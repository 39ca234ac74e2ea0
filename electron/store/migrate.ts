import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { Failure } from '../contract/failure.ts';
import type { Migration } from './migrations/migration.ts';

/** Throws unless the steps are numbered 1, 2, 3…: two people who both add the next step must notice. */
export const assertSequence = (migrations: readonly Migration[]): void => {
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) throw new Error(`migration “${migration.name}” has number ${migration.version}, not ${index + 1}`);
  });
};

const versionOf = (db: Database): number => Number(db.pragma('user_version', { simple: true }));

/**
 * Brings the store to the newest shape. Each step is one transaction with its number, so a step that fails leaves the store
 * as it was before the step; a copy of an older store is put into `backups/` first.
 */
export const migrate = (db: Database, migrations: readonly Migration[]): void => {
  assertSequence(migrations);
  const found = versionOf(db);
  if (found > migrations.length) {
    throw new Failure({
      code: 'not-allowed',
      message: `The library's index was written by a newer Tincture (version ${found}; this one knows ${migrations.length}). Update Tincture, or set TINCTURE_HOME to another folder.`,
      what: db.name,
    });
  }
  if (found === migrations.length) return;
  if (found > 0) backUp(db, found);
  for (const migration of migrations) migrateOne(db, migration);
};

const migrateOne = (db: Database, migration: Migration): void => {
  const step = db.transaction(() => {
    // asked again inside the transaction: another process may have been quicker
    if (versionOf(db) >= migration.version) return;
    migration.up(db);
    db.pragma(`user_version = ${migration.version}`);
  });
  try {
    step.immediate();
  } catch (error) {
    throw new Failure(
      {
        code: 'internal',
        message: `The library's index could not be brought to its new shape (step ${migration.version}, ${migration.name}). It was left as it was; a copy is in its backups folder.`,
        what: db.name,
      },
      { cause: error },
    );
  }
};

const backUp = (db: Database, version: number): void => {
  if (db.memory) return;
  const folder = join(dirname(db.name), 'backups');
  const target = join(folder, `${basename(db.name, '.sqlite')}-v${version}.sqlite`);
  mkdirSync(folder, { recursive: true });
  db.pragma('wal_checkpoint(TRUNCATE)');
  rmSync(target, { force: true });
  if (existsSync(db.name)) copyFileSync(db.name, target);
};
