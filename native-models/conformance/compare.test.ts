import { expect, test } from 'vitest';
import { allOf, compare } from './compare.ts';

const tolerance = { abs: 1e-3, rel: 1e-2 };

test('passes inside the tolerance and reports the largest difference', () => {
  expect(compare('x', [1, 100.5], [1.0005, 100], tolerance)).toEqual({ kind: 'ok', maxAbs: 0.5 });
});

test('fails on one element outside, on NaN and on a wrong length', () => {
  expect(compare('x', [1, 2], [1, 2.03], tolerance).kind).toBe('failed');
  expect(compare('x', [1, NaN], [1, 2], tolerance).kind).toBe('failed');
  expect(compare('x', [1, 2], [1, NaN], tolerance).kind).toBe('failed');
  expect(compare('x', [1], [1, 2], tolerance).kind).toBe('failed');
});

test('one failure fails the whole', () => {
  const ok = { kind: 'ok', maxAbs: 1 } as const;
  expect(allOf([ok, { kind: 'failed', maxAbs: 2, reason: 'no' }, ok])).toMatchObject({ kind: 'failed', reason: 'no' });
  expect(allOf([{ kind: 'ok', maxAbs: null }, ok])).toEqual(ok);
});
