import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import { type Image, ImageId, JobId, unordered } from '../contract/records.ts';
import {
  addDone,
  addWaiting,
  cancelWaiting,
  endGeneration,
  isPaused,
  moveWaiting,
  queueAgain,
  recoverRunning,
  setPaused,
  waitingIds,
  jobById,
  listJobs,
  takeNext,
} from './generations.ts';
import { type Catalogue, openCatalogue } from './catalogue.ts';
import { imageByContent, imageById, imagesByIds, insertImage, setDeleted } from './images.ts';
import { type Store, openStore } from './open.ts';
import { listPrompts, logPrompt, toMatch } from './prompts.ts';

let db: Store;
let catalogue: Catalogue;
beforeEach(() => {
  db = openStore(':memory:');
  catalogue = openCatalogue(db, () => 0);
});

const find = (text: string): ImageId[] => catalogue.ids({ text, sort: 'newest' });

const addImage = (prompt: string, createdAt: number, changes: Partial<Image> = {}): Image => {
  const recipe = aRecipe({ prompt });
  const promptId = logPrompt(db, recipe, createdAt);
  const generation = JobId.parse(randomUUID());
  addDone(db, { id: generation, recipe, promptId, startedAt: createdAt, endedAt: createdAt });
  const image: Image = {
    id: ImageId.parse(randomUUID()),
    generation,
    file: `2026-11-21/${createdAt}.png`,
    width: 64,
    height: 64,
    bytes: 100,
    sha256: 'ab'.repeat(32),
    recipe,
    createdAt,
    milliseconds: 12.5,
    calls: 4,
    warnings: ['one'],
    origin: null,
    ...unordered,
    missing: false,
    ...changes,
  };
  insertImage(db, image, promptId);
  return image;
};

describe('images', () => {
  it('come back as they were put in', () => {
    const image = addImage('a red balloon', 1);
    expect(imageById(db, image.id)).toEqual(image);
    const ordered = addImage('a fish', 2, { rating: 4, favourite: true, tags: ['blue', 'sea'], collections: ['Best of'] });
    expect(imagesByIds(db, [ordered.id])).toEqual([ordered]);
  });

  it('are found by every word of the prompt, in any case, with or without accents and endings, newest first', () => {
    const red = addImage('a red balloon on a beach', 1);
    const blue = addImage('a blue balloon, the café of “Zoë”', 2);
    expect(find('')).toEqual([blue.id, red.id]);
    expect(find('BALLOON')).toEqual([blue.id, red.id]);
    expect(find('ball be')).toEqual([red.id]);
    expect(find('cafe zoe')).toEqual([blue.id]);
    expect(find('red blue')).toEqual([]);
  });

  it('are not disturbed by what a search box may hold', () => {
    addImage('a red balloon', 1);
    for (const search of ['"', "'; DROP TABLE images; --", 'NEAR(', 'red AND', '*', 'prompt:', '\0', '((((']) {
      try {
        find(search);
      } catch (error) {
        expect(error).toMatchObject({ error: { code: 'bad-input', what: 'query.text' } });
      }
      expect(() => listPrompts(db, { search, limit: 10 })).not.toThrow();
    }
    expect(find('!!!')).toEqual([]);
    expect(find('red AND')).toEqual([]);
    expect(toMatch('a "b" c*')).toBe('"a"* AND "b"* AND "c"*');
  });

  it('that are deleted are in no list but found by content', () => {
    const image = addImage('a fish', 1);
    setDeleted(db, image.id, 5);
    expect([find(''), find('fish'), imageById(db, image.id), imagesByIds(db, [image.id])]).toEqual([[], [], null, []]);
    expect(imageByContent(db, image.sha256)?.id).toBe(image.id);
  });

  it('keep the order that was asked for and leave out what is not there', () => {
    const [a, b] = [addImage('a', 1), addImage('b', 2)];
    expect(imagesByIds(db, [a.id, ImageId.parse(randomUUID()), b.id]).map(({ id }) => id)).toEqual([a.id, b.id]);
  });

  it('take the place of a row that the index made of the same file', () => {
    const found = addImage('a fish', 1, { file: 'x.png' });
    const made = addImage('a fish', 2, { file: 'x.png' });
    expect(find('')).toEqual([made.id]);
    expect(found.id).not.toBe(made.id);
  });
});

describe('the prompt log', () => {
  it('counts uses and pictures, and keeps the newest recipe', () => {
    addImage('a fish', 1);
    logPrompt(db, aRecipe({ prompt: 'a fish', steps: 30 }), 9);
    logPrompt(db, aRecipe({ prompt: 'a fish', steps: 5 }), 3);
    addImage('a cat', 4);
    const log = listPrompts(db, { search: '', limit: 10 });
    expect(log.map(({ prompt, uses, images, usedAt }) => [prompt, uses, images, usedAt])).toEqual([
      ['a fish', 3, 1, 9],
      ['a cat', 1, 1, 4],
    ]);
    expect(log[0]?.recipe.steps).toBe(30);
  });

  it('outlives the pictures', () => {
    const image = addImage('a fish', 1);
    setDeleted(db, image.id, 2);
    expect(listPrompts(db, { search: 'fish', limit: 10 }).map(({ images }) => images)).toEqual([0]);
  });
});

describe('the queue', () => {
  const add = (prompt: string): JobId => {
    const id = JobId.parse(randomUUID());
    const recipe = aRecipe({ prompt });
    addWaiting(db, { id, recipe, promptId: logPrompt(db, recipe, 1), createdAt: 1 });
    return id;
  };

  it('is taken in order, one at a time', () => {
    const ids = [add('a'), add('b')];
    expect(takeNext(db, 5)?.job).toMatchObject({ id: ids[0], state: 'running', startedAt: 5 });
    expect(takeNext(db, 6)?.job.id).toBe(ids[1]);
    expect(takeNext(db, 7)).toBe(null);
  });

  it('ends a run once', () => {
    const id = add('a');
    expect(endGeneration(db, id, { state: 'cancelled', error: null, endedAt: 2 })).toBe(true);
    expect(endGeneration(db, id, { state: 'done', error: null, endedAt: 3 })).toBe(false);
    expect(jobById(db, id)).toMatchObject({ state: 'cancelled', endedAt: 2 });
  });

  it('lists what runs, what waits, and the last that ended', () => {
    const [first, second, third] = [add('a'), add('b'), add('c')];
    takeNext(db, 1);
    endGeneration(db, first, { state: 'done', error: null, endedAt: 2 });
    takeNext(db, 3);
    expect(listJobs(db, 10).map(({ id, state }) => [id, state])).toEqual([
      [second, 'running'],
      [third, 'waiting'],
      [first, 'done'],
    ]);
  });

  it('puts back what was running when the host ended, in its old place, and closes it the second time', () => {
    const [first, second] = [add('a'), add('b')];
    const error = { code: 'engine-died', message: 'cut off', what: null } as const;
    takeNext(db, 1);
    recoverRunning(db, error, 2);
    expect(waitingIds(db)).toEqual([first, second]);
    expect(takeNext(db, 3)?.job.id).toBe(first);
    recoverRunning(db, error, 4);
    expect(jobById(db, first)).toMatchObject({ state: 'failed', error: { message: 'cut off' } });
    expect(queueAgain(db, first)).toBe(true);
    expect(waitingIds(db)).toEqual([second, first]);
    expect(jobById(db, first)).toMatchObject({ error: null, endedAt: null });
    // a clean sheet: once is forgiven again
    cancelWaiting(db, 5);
    expect(queueAgain(db, first)).toBe(true);
    takeNext(db, 6);
    recoverRunning(db, error, 7);
    expect(waitingIds(db)).toEqual([first]);
  });

  it('moves a waiting run before another or to the end, and nothing else', () => {
    const [a, b, c, d] = [add('a'), add('b'), add('c'), add('d')];
    takeNext(db, 1);
    moveWaiting(db, d, b);
    expect(waitingIds(db)).toEqual([d, b, c]);
    moveWaiting(db, d, null);
    expect(waitingIds(db)).toEqual([b, c, d]);
    moveWaiting(db, c, c);
    moveWaiting(db, a, b);
    moveWaiting(db, b, a);
    expect(waitingIds(db)).toEqual([c, d, b]);
    expect(takeNext(db, 2)?.job.id).toBe(c);
    add('e');
    expect(waitingIds(db).slice(0, 2)).toEqual([d, b]);
  });

  it('remembers that it is paused', () => {
    expect(isPaused(db)).toBe(false);
    setPaused(db, 'paused');
    expect(isPaused(db)).toBe(true);
    setPaused(db, 'going');
    expect(isPaused(db)).toBe(false);
  });
});
