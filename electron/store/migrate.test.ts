import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertSequence, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const step = (version: number, sql: string): Migration => ({ version, name: `step ${version}`, up: (db) => void db.exec(sql) });
const tables = (db: Database.Database): unknown[] =>
  db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
const version = (db: Database.Database): unknown => db.pragma('user_version', { simple: true });

describe('migrations', () => {
  it('are numbered 1, 2, 3…', () => {
    assertSequence(migrations);
    expect(() => assertSequence([step(1, ''), step(1, '')])).toThrow(/number 1, not 2/);
    expect(() => assertSequence([step(2, '')])).toThrow(/number 2, not 1/);
    expect(() => assertSequence([step(1, ''), step(3, '')])).toThrow(/number 3, not 2/);
  });

  it('have one file each, named by their number, and every file is in the list', () => {
    const files = readdirSync(new URL('./migrations', import.meta.url)).filter(
      (name) => /^\d{4}-.*\.ts$/.test(name) && !name.includes('.test.'),
    );
    expect(files.toSorted()).toEqual(migrations.map(({ version: n, name }) => `${String(n).padStart(4, '0')}-${name}.ts`));
  });

  it('run once, and only the new ones', () => {
    const db = new Database(join(folder, 'a.sqlite'));
    migrate(db, [step(1, 'CREATE TABLE one (x)')]);
    migrate(db, [step(1, 'this is not SQL and must not run'), step(2, 'CREATE TABLE two (x)')]);
    expect([tables(db), version(db)]).toEqual([['one', 'two'], 2]);
    db.close();
  });

  it('that fail leave the store as it was, with a copy beside it', () => {
    const db = new Database(join(folder, 'a.sqlite'));
    db.pragma('journal_mode = WAL');
    migrate(db, [step(1, "CREATE TABLE one (x); INSERT INTO one VALUES ('kept')")]);
    const broken = step(2, 'CREATE TABLE two (x); DELETE FROM one; SELECT nonsense');
    expect(() => migrate(db, [step(1, ''), broken])).toThrow(/left as it was/);
    expect([tables(db), version(db), db.prepare('SELECT x FROM one').pluck().all()]).toEqual([['one'], 1, ['kept']]);
    db.close();
    const copy = new Database(join(folder, 'backups', 'a-v1.sqlite'), { readonly: true });
    expect(copy.prepare('SELECT x FROM one').pluck().all()).toEqual(['kept']);
    copy.close();
  });

  it('that fail at a later step leave the store as it was before the first', () => {
    const db = new Database(join(folder, 'a.sqlite'));
    migrate(db, [step(1, 'CREATE TABLE one (x)')]);
    expect(() => migrate(db, [step(1, ''), step(2, 'CREATE TABLE two (x)'), step(3, 'SELECT nonsense')])).toThrow(/step 3/);
    expect([tables(db), version(db)]).toEqual([['one'], 1]);
    migrate(db, [step(1, ''), step(2, 'CREATE TABLE two (x)'), step(3, 'CREATE TABLE three (x)')]);
    expect([tables(db), version(db)]).toEqual([['one', 'three', 'two'], 3]);
    db.close();
  });

  it('make no copy of a new store', () => {
    const db = new Database(join(folder, 'a.sqlite'));
    migrate(db, migrations);
    db.close();
    expect(existsSync(join(folder, 'backups'))).toBe(false);
  });

  it('refuse a store from the future', () => {
    const db = new Database(join(folder, 'a.sqlite'));
    db.pragma('user_version = 99');
    expect(() => migrate(db, migrations)).toThrow(/newer Tincture/);
    db.close();
  });
});
