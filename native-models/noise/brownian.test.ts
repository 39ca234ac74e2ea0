import { describe, expect, it } from 'vitest';
import golden from './golden/brownian.json' with { type: 'json' };
import { brownianNoise } from './brownian.ts';
import { firstSeed } from './seed-sequence.ts';
import { torchCpu } from './torch-cpu.ts';

const normals = (seed: number, length: number) => torchCpu(seed).randn(length);
const largest = (x: ArrayLike<number>, y: readonly number[]): number => Math.max(...y.map((value, i) => Math.abs(value - x[i]!)));

const open = () => brownianNoise({ seed: 3, length: 40, from: 0.03, to: 14.6, normals });

describe('Brownian tree', () => {
  it.each(golden.cases)('equals torchsde for seed $seed with $length values', ({ seed, length, ends, draws }) => {
    const noise = brownianNoise({ seed, length, from: ends[0]!, to: ends[1]!, normals });
    for (const { from, to, first, l2 } of draws) {
      const found = noise(length, from, to);
      expect(largest(found, first)).toBeLessThan(2e-6);
      expect(Math.hypot(...found)).toBeCloseTo(l2, 4);
    }
  });

  it('gives the same path whatever was asked before', () => {
    const warm = open();
    for (let sigma = 14; sigma > 1; sigma--) warm(40, sigma, sigma - 1);
    expect(largest(warm(40, 9, 4), [...open()(40, 9, 4)])).toBeLessThan(1e-12);
  });

  it('adds up: W(a→c) = W(a→b) + W(b→c), and turns its sign with the direction', () => {
    const noise = brownianNoise({ seed: 3, length: 40, from: 0.03, to: 14.6, normals });
    const [ab, bc, ac, ca] = [noise(40, 8, 5), noise(40, 5, 1), noise(40, 8, 1), noise(40, 1, 8)];
    ac.forEach((value, i) => {
      expect(value * Math.sqrt(7)).toBeCloseTo(ab[i]! * Math.sqrt(3) + bc[i]! * 2, 9);
      expect(ca[i]).toBeCloseTo(-value, 12);
    });
  });

  it('takes sigmas as the float32 numbers that k-diffusion holds', () => {
    const [low, high] = [0.0291675, 14.614642];
    const exact = brownianNoise({ seed: 3, length: 40, from: low, to: high, normals });
    const rounded = brownianNoise({ seed: 3, length: 40, from: Math.fround(low), to: Math.fround(high), normals });
    expect(exact(40, high, 1.1)).toEqual(rounded(40, Math.fround(high), Math.fround(1.1)));
  });

  it('gives zeros for an empty interval and refuses another length', () => {
    const noise = brownianNoise({ seed: 3, length: 40, from: 0.5, to: 0.5, normals });
    expect(noise(40, 0.5, 0.5).every((value) => value === 0)).toBe(true);
    expect(() => noise(41, 1, 0.5)).toThrow('40 values');
  });

  it('costs little: 20 steps of 16,384 values', () => {
    let draws = 0;
    const counted = (seed: number, length: number) => {
      draws++;
      return normals(seed, length);
    };
    const noise = brownianNoise({ seed: 1, length: 16_384, from: 0.03, to: 14.6, normals: counted });
    for (let i = 0; i < 19; i++) noise(16_384, 14.6 * 0.72 ** i, 14.6 * 0.72 ** (i + 1));
    expect(draws).toBeLessThan(19 * 20);
  });
});

describe('numpy SeedSequence', () => {
  // numpy 2.4.6: SeedSequence(entropy, spawn_key=key, pool_size=24).generate_state(4)[0]
  it.each([
    [42, [], 387750627],
    [42, [0, 0], 2102017995],
    [42, [5, 3], 3084123560],
    [2 ** 53 - 1, [1234567, 21], 1657039202],
    [0, [0, 0], 245430115],
  ])('seeds %d with key %j', (entropy, key, expected) => {
    expect(firstSeed(entropy, key, 24)).toBe(expected);
  });
});
