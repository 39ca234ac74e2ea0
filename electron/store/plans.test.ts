import { beforeAll, expect, it } from 'vitest';
import { endedQuery, openQuery } from './generations.ts';
import { GridId } from '../contract/grid.ts';
import { cellsQuery } from './grids.ts';
import { imageIdsQuery } from './images.ts';
import { type Store, openStore } from './open.ts';
import { promptsQuery } from './prompts.ts';
import { explain, sql } from './sql.ts';

let db: Store;
beforeAll(() => {
  db = openStore(':memory:');
});

it('the whole library, newest first, is read from its index in order', () => {
  expect(explain(db, imageIdsQuery(''))).toEqual(['SCAN images USING COVERING INDEX images_by_time']);
});

it('a search asks the text index first and sorts only what it found', () => {
  const plan = explain(db, imageIdsQuery('red balloon'));
  expect(plan[0]).toMatch(/^SCAN t VIRTUAL TABLE INDEX/);
  expect(plan[1]).toBe('SEARCH i USING COVERING INDEX images_by_prompt (prompt_id=?)');
});

it('the queue is found without looking at what has ended', () => {
  expect(explain(db, openQuery()).filter((line) => line.includes(' g'))).toEqual([
    expect.stringMatching(/^(SEARCH|SCAN) g USING INDEX generations_open/),
  ]);
});

it('the last ended ones are read from their index in order', () => {
  const plan = explain(db, endedQuery(50));
  expect(plan[0]).toMatch(/^SCAN g USING INDEX generations_ended|^SEARCH g USING INDEX generations_ended/);
  expect(plan.some((line) => line.includes('TEMP B-TREE'))).toBe(false);
});

it('the prompt log is read in order, and counts pictures by index', () => {
  const plan = explain(db, promptsQuery('', 100));
  expect(plan[0]).toBe('SCAN p USING INDEX prompts_by_time');
  expect(plan.some((line) => /SEARCH i USING COVERING INDEX images_by_prompt/.test(line))).toBe(true);
  expect(plan.some((line) => line.includes('TEMP B-TREE'))).toBe(false);
});

it('a picture is found by its content', () => {
  expect(explain(db, sql`SELECT * FROM images WHERE sha256 = ${'x'}`)).toEqual(['SEARCH images USING INDEX images_by_content (sha256=?)']);
});

it('the cells of a grid are found by its key, and their pictures by theirs', () => {
  const plan = explain(db, cellsQuery(GridId.parse('0'.repeat(36))));
  expect(plan[0]).toBe('SEARCH c USING PRIMARY KEY (grid_id=?)');
  expect(plan.some((line) => line.startsWith('SCAN') || line.includes('TEMP B-TREE'))).toBe(false);
});
