import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { Failure } from '../contract/failure.ts';
import type { Migration } from './migrations/migration.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/** Throws unless the steps are numbered 1, 2, 3…: two people who both add the next step must notice. */
export const assertSequence = (migrations: readonly Migration[]): void => {
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) throw new Error(`migration “${migration.name}” has number ${migration.version}, not ${index + 1}`);
  });
};

const versionOf = (db: Database): number => Number(db.pragma('user_version', { simple: true }));

/**
 * Brings the store to the newest shape: a copy of an older store is put into `backups/` first, then all steps are one transaction with
 * the number, so that a step that fails leaves the store as it was before the first.
 */
export const migrate = (db: Database, migrations: readonly Migration[]): void => {
  assertSequence(migrations);
  const found = versionOf(db);
  if (found > migrations.length) {
    throw new Failure({
      code: 'not-allowed',
      message: sentence('store.newer', { found, known: migrations.length }),
      what: db.name,
    });
  }
  if (found === migrations.length) return;
  if (found > 0) backUp(db, found);
  let current: Migration | null = null;
  const steps = db.transaction(() => {
    // asked again inside the transaction: another process may have been quicker
    for (const migration of migrations.slice(versionOf(db))) {
      current = migration;
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }
  });
  try {
    steps.immediate();
  } catch (error) {
    throw failed(db, current, error);
  }
};

const failed = (db: Database, step: Migration | null, cause: unknown): Failure =>
  new Failure(
    {
      code: 'internal',
      message:
        step === null ? sentence('store.not-migrated') : sentence('store.not-migrated-step', { version: step.version, name: step.name }),
      what: db.name,
    },
    { cause },
  );

/** A whole copy under its name or none, also while another process writes to the store. */
const backUp = (db: Database, version: number): void => {
  if (db.memory) return;
  const folder = join(dirname(db.name), 'backups');
  const target = join(folder, `${basename(db.name, '.sqlite')}-v${version}.sqlite`);
  const temporary = `${target}.${process.pid}.tmp`;
  mkdirSync(folder, { recursive: true });
  rmSync(temporary, { force: true });
  db.prepare('VACUUM INTO ?').run(temporary);
  const file = openSync(temporary, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, target);
};
