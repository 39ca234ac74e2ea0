import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConditionName, Predict } from '../../denoisers/guidance/guidance.ts';
import type { Latent } from '../../latent.ts';
import { tiledPredict } from './tiled-predict.ts';
import { type Tile, tilesOf, type Tiling } from './tiling.ts';

const signal = new AbortController().signal;
const channels = 4;
const latentOf = ({ width, height }: Readonly<{ width: number; height: number }>): Latent =>
  Float64Array.from({ length: channels * width * height }, (_, i) => Math.sin(i * 12.9898 + 0.5) * 3);

const run = (size: Readonly<{ width: number; height: number }>, tiling: Tiling, predictOf: (tile: Tile) => Predict) => {
  const after: [number, number][] = [];
  const tiles = tilesOf(size, tiling);
  const predict = tiledPredict(predictOf, {
    shape: { ...size, channels },
    tiles,
    overlap: tiling.overlap,
    after: async (done, count) => void after.push([done, count]),
  });
  return { tiles, after, answer: predict(['positive', 'negative'], latentOf(size), 7, signal) };
};

const size = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) });
const tiling = fc
  .record({
    width: fc.integer({ min: 2, max: 24 }),
    height: fc.integer({ min: 2, max: 24 }),
    reach: fc.double({ min: 0, max: 0.99, noNaN: true }),
  })
  .map(({ width, height, reach }): Tiling => ({ width, height, overlap: Math.floor(reach * Math.min(width, height)) }));

const largest = (a: Latent, b: Latent): number => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('a prediction in tiles', () => {
  it('has tiles of one size that hold every point, and says of each that it is done', async () => {
    await fc.assert(
      fc.asyncProperty(size, tiling, async (whole, how) => {
        const seen = new Set<number>();
        const { tiles, after, answer } = run(whole, how, () => async (names, x) => names.map(() => x));
        await answer;
        for (const { x, y, width, height } of tiles) {
          expect([width, height]).toEqual([Math.min(how.width, whole.width), Math.min(how.height, whole.height)]);
          for (let i = 0; i < width * height; i++) seen.add((y + Math.floor(i / width)) * whole.width + x + (i % width));
        }
        expect(seen.size).toBe(whole.width * whole.height);
        expect(after).toEqual(tiles.map((_, i) => [i + 1, tiles.length]));
      }),
      { numRuns: 60 },
    );
  });

  it('is the very same where one tile holds everything', async () => {
    const { tiles, answer } = run(
      { width: 9, height: 7 },
      { width: 16, height: 7, overlap: 4 },
      () => async (names, x) => names.map((name) => x.map((value) => value * (name === 'positive' ? 0.3 : -1))),
    );
    const x = latentOf({ width: 9, height: 7 });
    expect(tiles).toHaveLength(1);
    expect(await answer).toEqual([x.map((value) => value * 0.3), x.map((value) => -value)]);
  });

  it('has no seams where the network sees no surroundings: constant, and point by point', async () => {
    const point: Predict = async (names, x) => names.map((name) => x.map((value) => (name === 'positive' ? 0.25 : Math.tanh(value))));
    await fc.assert(
      fc.asyncProperty(size, tiling, async (whole, how) => {
        const [constant, bent] = await run(whole, how, () => point).answer;
        const x = latentOf(whole);
        expect(
          largest(
            constant!,
            x.map(() => 0.25),
          ),
        ).toBeLessThan(1e-12);
        expect(largest(bent!, x.map(Math.tanh))).toBeLessThan(1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it('goes over from one tile to the next without a jump', async () => {
    // each tile answers with its own number: what is between two neighbours rises in steps of 1/overlap
    const numbered = new Map<number, number>();
    const predictOf =
      ({ x }: Tile): Predict =>
      async (names, part) => {
        numbered.set(x, numbered.get(x) ?? numbered.size);
        return names.map(() => part.map(() => numbered.get(x)!));
      };
    const [line] = await run({ width: 40, height: 1 }, { width: 16, height: 16, overlap: 8 }, predictOf).answer;
    const row = [...line!.subarray(0, 40)];
    expect([row[0], row.at(-1)]).toEqual([0, 3]);
    expect(Math.max(...row.slice(1).map((value, i) => Math.abs(value - row[i]!)))).toBeLessThan(0.2);
  });

  it('asks for no tile after it was stopped', async () => {
    const controller = new AbortController();
    const asked: ConditionName[][] = [];
    const stopping: Predict = async (names, x, _sigma, given) => {
      given.throwIfAborted();
      asked.push([...names]);
      if (asked.length === 2) controller.abort(new Error('enough'));
      return names.map(() => x);
    };
    const shape = { width: 32, height: 32, channels };
    const predict = tiledPredict(() => stopping, {
      shape,
      tiles: tilesOf(shape, { width: 16, height: 16, overlap: 4 }),
      overlap: 4,
      after: async () => undefined,
    });
    await expect(predict(['positive'], latentOf(shape), 1, controller.signal)).rejects.toThrow('enough');
    expect(asked).toEqual([['positive'], ['positive']]);
  });
});
