import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStepBack } from './step-back.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('steps back at the first touch, once, and comes forward when the hands have rested', () => {
  const nice: number[] = [];
  const { now } = createStepBack((value) => nice.push(value));
  for (let n = 0; n < 5; n += 1) {
    now();
    vi.advanceTimersByTime(1_900);
  }
  expect(nice).toEqual([19]);
  vi.advanceTimersByTime(100);
  expect(nice).toEqual([19, 0]);
  now();
  expect(nice).toEqual([19, 0, 19]);
});

it('says nothing of what has ended', () => {
  const nice: number[] = [];
  const { now, end } = createStepBack((value) => nice.push(value));
  now();
  end();
  vi.advanceTimersByTime(10_000);
  expect(nice).toEqual([19]);
});
