import type { Latent } from '../latent.ts';
import type { NoiseSource } from '../samplers/sampler.ts';
import { remember } from './remember.ts';
import { roundTo6 } from './round.ts';
import { firstSeed } from './seed-sequence.ts';

const poolSize = 24;
/** Two paths from the root and the levels that the next query shares with them. */
const kept = 64;

export type BrownianTree = Readonly<{
  seed: number;
  length: number;
  /** The ends of the path, in any order: the smallest positive and the largest sigma of a run. */
  from: number;
  to: number;
  /** Unit normals of a fresh generator. */
  normals: (seed: number, length: number) => Latent;
}>;

/** Σ coefficient · normals(seed): every value of the path is a linear function of the nodes' normals. */
type Combination = ReadonlyMap<number, number>;

const plus = (a: Combination, k: number, b: Combination): Combination => {
  const sum = new Map(a);
  for (const [seed, value] of b) sum.set(seed, (sum.get(seed) ?? 0) + k * value);
  return sum;
};

const scaled = (k: number, a: Combination): Combination => plus(new Map(), k, a);

/**
 * W(σʹ) − W(σ) over √|σʹ − σ|: k-diffusion's `BrownianTreeNoiseSampler` over torchsde's `BrownianTree(tol = 1e-6, pool_size = 24)`, equal to 2e-6.
 * The same path at any step count. Times are float32 rounded to 6 digits, and held within the ends, as there. An empty interval gives zeros.
 *
 * The path is bisected: [s, e] with middle m has W_left = (l/h)·W + √(l·r/h)·z, l = m − s, r = e − m, h = e − s; z are the normals of the node's
 * seed, `SeedSequence(seed, spawn_key = (path, depth))` (torchsde `brownian_interval.py`).
 */
export const brownianNoise = ({ seed, length, from, to, normals }: BrownianTree): NoiseSource => {
  const ends = [Math.fround(from), Math.fround(to)].toSorted((a, b) => a - b);
  const [rawStart, rawEnd] = [ends[0]!, ends[1]!];
  const start = roundTo6(rawStart);
  const end = roundTo6(rawEnd);
  const whole: Combination = new Map([[firstSeed(seed, [], poolSize), Math.sqrt(rawEnd - rawStart)]]);
  const draw = remember(kept, (nodeSeed: number) => normals(nodeSeed, length));

  /** W(time) − W(start). `path` counts the halvings so far as a binary number: 0 is left, 1 is right. */
  const descend = (time: number): Combination => {
    let [nodeStart, nodeEnd, path, depth] = [start, end, 0, 0];
    let w = whole;
    let before: Combination = new Map();
    while (time > nodeStart && time < nodeEnd) {
      const middle = roundTo6(0.5 * (nodeEnd + nodeStart));
      const [h, l, r] = [nodeEnd - nodeStart, middle - nodeStart, nodeEnd - middle];
      const nodeSeed = firstSeed(seed, [path, depth], poolSize);
      const left = plus(scaled(l / h, w), Math.sqrt((l * r) / h), new Map([[nodeSeed, 1]]));
      if (time < middle) {
        [nodeEnd, path, w] = [middle, 2 * path, left];
      } else {
        [nodeStart, path, w] = [middle, 2 * path + 1, plus(w, -1, left)];
        before = plus(before, 1, left);
      }
      depth++;
    }
    return time === nodeEnd ? plus(before, 1, w) : before;
  };
  const at = remember(kept, descend);
  const time = (sigma: number): number => roundTo6(Math.min(end, Math.max(start, Math.fround(sigma))));

  return (size, sigma, sigmaTo) => {
    if (size !== length) throw new RangeError(`This Brownian path has ${length} values, not ${size}`);
    const out = new Float64Array(length);
    const norm = Math.sqrt(Math.abs(Math.fround(sigmaTo) - Math.fround(sigma)));
    const [low, high] = sigma < sigmaTo ? [sigma, sigmaTo] : [sigmaTo, sigma];
    if (norm === 0) return out;
    const sign = sigma < sigmaTo ? 1 : -1;
    for (const [nodeSeed, coefficient] of plus(at(time(high)), -1, at(time(low)))) {
      const z = draw(nodeSeed);
      const k = (sign * coefficient) / norm;
      for (let i = 0; i < length; i++) out[i]! += k * z[i]!;
    }
    return out;
  };
};
