import { describe, expect, it } from 'vitest';
import { stepIn } from './step.ts';

const shape = { columns: 4, count: 10, mirrored: false };

describe('a step in a grid of four columns and ten cells', () => {
  it.each([
    ['ArrowRight', 3, 4],
    ['ArrowLeft', 4, 3],
    ['ArrowDown', 1, 5],
    ['ArrowUp', 5, 1],
    ['Home', 7, 0],
    ['End', 2, 9],
    ['PageDown', 1, 9],
    ['PageUp', 9, 0],
    ['ArrowDown', 8, null],
    ['ArrowLeft', 0, null],
    ['x', 0, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(stepIn(key, from, shape)).toBe(to);
  });

  it('goes the other way where the page is mirrored', () => {
    expect(stepIn('ArrowRight', 3, { ...shape, mirrored: true })).toBe(2);
  });
});
