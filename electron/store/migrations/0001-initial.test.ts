import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { initial } from './0001-initial.ts';

const opened = (): Database.Database => {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  initial.up(db);
  return db;
};
const addPrompt = (db: Database.Database): void =>
  void db.exec("INSERT INTO prompts (id, prompt, negative_prompt, used_at, uses, recipe) VALUES (1, 'a red balloon', '', 1, 1, '{}')");
const addGeneration = (db: Database.Database, state = 'done'): void =>
  void db.prepare("INSERT INTO generations (id, prompt_id, recipe, state, created_at) VALUES ('g', 1, '{}', ?, 1)").run(state);

it('indexes prompts for search as they come and go', () => {
  const db = opened();
  addPrompt(db);
  const search = db.prepare('SELECT rowid FROM prompts_text WHERE prompts_text MATCH ?').pluck();
  expect(search.all('"ball"*')).toEqual([1]);
  db.exec('DELETE FROM prompts');
  expect(search.all('"ball"*')).toEqual([]);
});

it('keeps out states, JSON and types that are none', () => {
  const db = opened();
  addPrompt(db);
  expect(() => addGeneration(db, 'sleeping')).toThrow(/CHECK/);
  expect(() => db.exec("UPDATE prompts SET recipe = '{'")).toThrow(/CHECK/);
  expect(() => db.exec("UPDATE prompts SET used_at = 'yesterday'")).toThrow(/INTEGER/);
});

it('keeps a prompt that runs were made of', () => {
  const db = opened();
  addPrompt(db);
  addGeneration(db);
  expect(() => db.exec('DELETE FROM prompts')).toThrow(/FOREIGN KEY/);
});
