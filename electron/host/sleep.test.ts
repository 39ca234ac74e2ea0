import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterAwake } from './awake-timer.ts';
import { createTimeLeft } from './time-left.ts';

describe('a time-out', () => {
  let now = 0;
  let done = false;
  beforeEach(() => {
    vi.useFakeTimers();
    now = 0;
    done = false;
  });
  afterEach(() => vi.useRealTimers());
  const awake = (milliseconds: number): void => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      now += 100;
      vi.advanceTimersByTime(100);
    }
  };
  const start = () =>
    afterAwake(
      2_000,
      () => {
        done = true;
      },
      () => now,
    );

  it('runs out after its time', () => {
    start();
    awake(1_900);
    expect(done).toBe(false);
    awake(100);
    expect(done).toBe(true);
  });

  it('does not run out while the machine sleeps, for hours or with a clock set back', () => {
    start();
    awake(1_000);
    now += 8 * 3_600_000;
    awake(500);
    expect(done).toBe(false);
    now -= 3_600_000;
    awake(300);
    expect(done).toBe(false);
    awake(400);
    expect(done).toBe(true);
  });

  it('is called off', () => {
    start()();
    awake(5_000);
    expect(done).toBe(false);
  });
});

describe('the time left', () => {
  it('is the pace of the last steps, and the first one does not count', () => {
    let now = 0;
    const left = createTimeLeft(() => now);
    const at = (time: number, step: number) => {
      now = time;
      return left(step, 20);
    };
    expect(at(5_000, 1)).toBeNull();
    expect(at(6_000, 2)).toBe(18_000);
    expect(at(7_000, 3)).toBe(17_000);
    // eight hours of sleep in the middle of a step
    expect(at(7_000 + 8 * 3_600_000, 4)).toBe(16_000);
    expect(at(8_000 + 8 * 3_600_000, 5)).toBe(15_000);
  });

  it('of a run that goes on counts from where it goes on', () => {
    let now = 0;
    const left = createTimeLeft(() => now);
    expect(left(13, 20)).toBeNull();
    now = 1_000;
    expect(left(14, 20)).toBe(6_000);
  });
});
