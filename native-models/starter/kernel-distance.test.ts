import { describe, expect, it } from 'vitest';
import { kernelDistance } from './kernel-distance.ts';

const row = (...values: number[]): Float32Array => Float32Array.from(values);

describe('kernelDistance', () => {
  it('is the sum that can be worked out by hand', () => {
    // Kernels (x·y + 1)³: within a, k(0, 1) = 1; within b, k(1, 2) = 27; across 1, 1, 8, 27.
    expect(kernelDistance([row(0), row(1)], [row(1), row(2)])).toBeCloseTo(1 + 27 - 37 / 2, 10);
  });

  it('is small for two halves of one set and grows with a shift', () => {
    const wave = (i: number, shift: number): Float32Array => row(Math.sin(i * 12.9) + shift, Math.cos(i * 78.2) + shift);
    const set = (from: number, shift: number): Float32Array[] => Array.from({ length: 200 }, (_, i) => wave(from + i, shift));
    const same = Math.abs(kernelDistance(set(0, 0), set(200, 0)));
    expect(same).toBeLessThan(0.05);
    expect(kernelDistance(set(0, 0), set(200, 1))).toBeGreaterThan(10 * same);
  });

  it('refuses a single row', () => {
    expect(() => kernelDistance([row(1)], [row(1), row(2)])).toThrow(RangeError);
  });
});
