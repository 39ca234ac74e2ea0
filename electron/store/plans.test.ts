import { beforeAll, expect, it } from 'vitest';
import { endedQuery, openQuery, runningQuery, waitingQuery } from './generations.ts';
import { embeddingsQuery, unseenQuery } from './embeddings.ts';
import { contentQuery } from './images.ts';
import { GridId } from '../contract/grid.ts';
import { cellsQuery } from './grids.ts';
import { columnsQuery } from './image-columns.ts';
import { promptRowsQueries } from './image-prompts.ts';
import { orderQuery } from './image-order.ts';
import { ImageId } from '../contract/ids.ts';
import { childrenQuery, parentsQuery } from './lineage.ts';
import { questionsOf } from './query-sql.ts';
import { parseQuery } from '../contract/query/parse.ts';
import type { QueryField } from '../contract/query/fields.ts';
import { type Store, openStore } from './open.ts';
import { promptsQuery } from './prompts.ts';
import { explain } from './sql.ts';
import { wholeQuery } from './whole-listing.ts';

let db: Store;
beforeAll(() => {
  db = openStore(':memory:');
});

it('the whole library by time is read from its index in order', () => {
  expect(explain(db, orderQuery(1))).toEqual(['SEARCH images USING COVERING INDEX images_in_order ((day,created_at,id)>(?,?,?))']);
  for (const sort of ['newest', 'oldest'] as const)
    expect(explain(db, wholeQuery(sort))).toEqual([
      'CO-ROUTINE (subquery-1)',
      'SCAN images USING COVERING INDEX images_in_order',
      'SCAN (subquery-1)',
    ]);
});

it('what pictures are counted by is read from one index', () => {
  expect(explain(db, columnsQuery(1))[0]).toMatch(/^SEARCH images USING COVERING INDEX images_facets \(\(model,sampler,.*,seed\)>/);
});

it('what pictures were made of which prompt is read from one index', () => {
  expect(promptRowsQueries().map((query) => explain(db, query(1)))).toEqual([
    ['SEARCH images USING COVERING INDEX images_by_prompt (prompt_id=? AND deleted_at=? AND rowid>?)'],
    // the pictures of one prompt are put in order, not all of them
    ['SEARCH images USING COVERING INDEX images_by_prompt (prompt_id>?)', 'USE TEMP B-TREE FOR LAST TERM OF ORDER BY'],
  ]);
});

const examples: Readonly<Record<QueryField, readonly string[]>> = {
  prompt: ['red balloon', '"red balloon"', 'prompt="a red balloon"'],
  // answered from memory
  like: [],
  negative: ['negative:blurry', 'negative="blurry, dark"'],
  model: ['model:starter', 'model:star*', 'model:a,b'],
  sampler: ['sampler:euler'],
  schedule: ['schedule:karras'],
  tag: ['tag:sea', 'tag:s*'],
  collection: ['collection:"best of"'],
  file: ['file:2026-11-21*'],
  rating: ['rating>=4', 'rating:1,5'],
  seed: ['seed:7'],
  steps: ['steps:10..20'],
  guidance: ['guidance>5'],
  width: ['width:512'],
  height: ['height>512'],
  size: ['size:512x768,64x64'],
  date: ['date:2026-01', 'date>=2026-01-01'],
  favourite: ['favourite:yes'],
  source: ['source:yes'],
  mask: ['mask:yes'],
  missing: ['missing:yes'],
};
it.each(Object.values(examples).flat())('a library query for %s is answered by an index', (text) => {
  const parsed = parseQuery(text, 20260101);
  const plan = parsed.ok ? questionsOf(parsed.terms).flatMap(({ query }) => explain(db, query)) : [];
  expect(
    plan.filter((line) => /SEARCH (i|image_tags|collection_images|prompts)\b|prompts_text VIRTUAL TABLE INDEX/.test(line)),
  ).not.toEqual([]);
  expect(plan.filter((line) => /^SCAN (i|images|prompts|tags|image_tags|collections|collection_images)\b/.test(line))).toEqual([]);
});

it('where a picture comes from is found both ways by index', () => {
  const id = ImageId.parse('0'.repeat(36));
  for (const query of [parentsQuery(id), childrenQuery(id)])
    expect(explain(db, query).filter((line) => line.startsWith('SCAN'))).toEqual([]);
});

it('what a CLIP saw is read in the order in which it came, and what it has not seen is found by index', () => {
  expect(explain(db, embeddingsQuery('clip', 7, 2_000))).toEqual(['SEARCH embeddings USING INTEGER PRIMARY KEY (rowid>?)']);
  expect(explain(db, unseenQuery('clip', { above: 0, below: 9 }, 4)).filter((line) => /^SCAN|TEMP B-TREE/.test(line))).toEqual([]);
});

it('the queue is found without looking at what has ended', () => {
  expect(explain(db, openQuery()).filter((line) => line.includes(' g'))).toEqual([
    expect.stringMatching(/^(SEARCH|SCAN) g USING INDEX generations_open/),
  ]);
  for (const query of [runningQuery(), waitingQuery()])
    expect(explain(db, query)).toEqual([
      expect.stringMatching(/^SEARCH generations USING (COVERING )?INDEX generations_open \(state=\?\)$/),
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
  expect(explain(db, contentQuery('x'))).toEqual(['SEARCH images USING INDEX images_by_content (sha256=?)']);
  expect(explain(db, parentsQuery(ImageId.parse('0'.repeat(36))))).toContain('SEARCH p USING INDEX images_by_content (sha256=?)');
});

it('the cells of a grid are found by its key, and their pictures by theirs', () => {
  const plan = explain(db, cellsQuery(GridId.parse('0'.repeat(36))));
  expect(plan[0]).toBe('SEARCH c USING PRIMARY KEY (grid_id=?)');
  expect(plan.some((line) => line.startsWith('SCAN') || line.includes('TEMP B-TREE'))).toBe(false);
});
