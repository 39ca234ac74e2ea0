import { describe, expect, it } from 'vitest';
import { headingOf, rowOf, stepIn, toRows } from './rows.ts';

/** Three days of six, one and three pictures in four columns: lines 4 2 | 1 | 3. */
const rows = toRows(
  [
    { day: 20260103, from: 0, count: 6 },
    { day: 20260102, from: 6, count: 1 },
    { day: 20260101, from: 7, count: 3 },
  ],
  4,
);
const shape = { count: 10, mirrored: false };

it('days begin a line, with a heading', () => {
  expect(rows.map((row) => (row.kind === 'heading' ? row.day : [row.from, row.count]))).toEqual([
    20260103,
    [0, 4],
    [4, 2],
    20260102,
    [6, 1],
    20260101,
    [7, 3],
  ]);
  expect(Array.from({ length: 10 }, (_, at) => rowOf(rows, at))).toEqual([1, 1, 1, 1, 2, 2, 4, 6, 6, 6]);
  expect([0, 2, 4, 6].map((row) => headingOf(rows, row))).toEqual([0, 0, 3, 5]);
});

it('a list that is not by time has no headings', () => {
  const plain = toRows([{ day: null, from: 0, count: 5 }], 4);
  expect(plain.map(({ kind }) => kind)).toEqual(['cells', 'cells']);
  expect([rowOf(plain, 0), rowOf(plain, 4), headingOf(plain, 1)]).toEqual([0, 1, null]);
});

describe('a step', () => {
  it.each([
    ['ArrowRight', 5, 6],
    ['ArrowLeft', 6, 5],
    ['ArrowDown', 1, 5],
    ['ArrowDown', 3, 5],
    ['ArrowDown', 5, 6],
    ['ArrowUp', 9, 6],
    ['ArrowUp', 8, 6],
    ['Home', 7, 0],
    ['End', 2, 9],
    ['PageDown', 1, 8],
    ['PageUp', 9, 2],
    ['ArrowDown', 8, null],
    ['ArrowUp', 2, null],
    ['ArrowLeft', 0, null],
    ['x', 0, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(stepIn(key, from, rows, shape)).toBe(to);
  });

  it('goes the other way where the page is mirrored', () => {
    expect(stepIn('ArrowRight', 3, rows, { ...shape, mirrored: true })).toBe(2);
  });
});
