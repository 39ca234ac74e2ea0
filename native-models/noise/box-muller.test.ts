import { expect, it } from 'vitest';
import { boxMullerBlock } from './box-muller.ts';
import { mt19937 } from './mt19937.ts';

const f = Math.fround;

it('gives what the float32 steps of ATen give with Math’s log, sin and cos, to the last digit', () => {
  const bits = new Int32Array(160_000);
  mt19937(1).fill24(bits);
  // the ends of both ranges
  bits.set([0, 1, 2 ** 24 - 1, 2 ** 23, 2 ** 23 - 1, 2 ** 24 - 2, 2, 3, 0, 1, 2 ** 24 - 1, 2 ** 22, 2 ** 23, 2 ** 23 + 1, 3 * 2 ** 22, 5]);
  const found = new Float64Array(bits.length);
  let differing = 0;
  for (let start = 0; start < bits.length; start += 16) {
    boxMullerBlock(bits, found, start);
    for (let j = start; j < start + 8; j++) {
      const radius = f(Math.sqrt(f(-2 * f(Math.log(1 - bits[j]! / 2 ** 24)))));
      const theta = f(f(2 * Math.PI) * (bits[j + 8]! / 2 ** 24));
      for (const [i, expected] of [[j, f(radius * f(Math.cos(theta)))] as const, [j + 8, f(radius * f(Math.sin(theta)))] as const]) {
        if (found[i] !== expected) differing++;
        // one unit in the last place of a number below 8
        expect(Math.abs(found[i]! - expected)).toBeLessThanOrEqual(2 ** -21);
      }
    }
  }
  expect(differing / bits.length).toBeLessThan(1e-4);
});
