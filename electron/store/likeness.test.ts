import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { cosine, packVector, unit } from '../../native-models/clip/vectors.ts';
import { run, sql } from './sql.ts';
import { bestOf, type Likeness, openLikeness } from './likeness.ts';
import { type Store, openStore } from './open.ts';

let db: Store;
let likeness: Likeness;
beforeEach(() => {
  db = openStore(':memory:');
  // rows of pictures are not what this is about
  db.pragma('foreign_keys = OFF');
  likeness = openLikeness(db, 'clip', 7);
});

const random = (seed: number, width = 32): Float32Array =>
  unit(Float32Array.from({ length: width }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233 + seed * i)));
const put = (row: number, model = 'clip', vector = random(row)): void =>
  void run(
    db,
    sql`INSERT OR REPLACE INTO embeddings (image, model, fit, vector) VALUES (${row}, ${model}, ${row / 1000}, ${packVector(vector)})`,
  );

describe('likeness', () => {
  it('is the cosine, of each picture that was seen, and unknown of others', async () => {
    for (let row = 3; row < 60; row += 1) put(row);
    put(1, 'another');
    put(2, 'clip', random(2, 16));
    await likeness.read();
    const wanted = random(1000);
    const scores = await likeness.scores(wanted);
    for (let row = 3; row < 60; row += 1) expect(Math.abs(scores[row]! - cosine(random(row), wanted))).toBeLessThan(5e-3);
    expect(likeness.vector(5)).toHaveLength(32);
    expect(cosine(likeness.vector(5)!, random(5))).toBeGreaterThan(0.999);
    expect(likeness.vector(1)).toBeNull();
    expect([scores[1], scores[0]].every((score) => Number.isNaN(score))).toBe(true);
    expect(likeness.fits()[7]).toBeCloseTo(0.007);
  });

  it('lets others have their turn while it counts, however slow the machine is', async () => {
    for (let row = 1; row < 5_000; row += 1) put(row, 'clip', random(row, 4));
    await likeness.read();
    let time = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (time += 10));
    let turns = 0;
    let counting = true;
    const counted = likeness.scores(random(1, 4)).finally(() => {
      counting = false;
    });
    for (; counting; turns += 1) await setImmediate();
    clock.mockRestore();
    expect((await counted)[1]).toBeGreaterThan(0.99);
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('grows with what comes, replaces what changes and forgets what goes, whoever writes', async () => {
    for (let row = 1; row < 2_000; row += 1) put(row, 'clip', random(row, 4));
    await likeness.read();
    const before = likeness.version();
    await likeness.read();
    expect(likeness.version()).toBe(before);
    put(9, 'clip', random(77, 4));
    put(5_000, 'clip', random(5, 4));
    await likeness.read();
    expect(likeness.version()).not.toBe(before);
    expect(cosine(likeness.vector(9)!, random(77, 4))).toBeGreaterThan(0.99);
    expect((await likeness.scores(random(5, 4)))[5_000]).toBeGreaterThan(0.99);
    run(db, sql`DELETE FROM embeddings WHERE image < 1000`);
    await likeness.read();
    expect(likeness.vector(9)).toBeNull();
    expect(likeness.vector(1_500)).not.toBeNull();
  });
});

describe('the best', () => {
  it.each([1, 5, 50, 400])('%i of them are those that sorting gives, best first, the later one among equals', (limit) => {
    const rows = Uint32Array.from({ length: 300 }, (_, n) => 2 * n);
    const near = Float32Array.from({ length: 590 }, (_, n) => (n % 20 === 4 ? Number.NaN : Math.round(Math.sin(n) * 40) / 40));
    const far = Float32Array.from({ length: 600 }, (_, n) => Math.round(Math.cos(3 * n) * 40) / 40);
    const sum = (row: number): number => Math.fround((near[row] ?? Number.NaN) - far[row]!);
    const wanted = [...rows]
      .filter((row) => !Number.isNaN(sum(row)))
      .sort((a, b) => sum(b) - sum(a) || b - a)
      .slice(0, limit);
    const parts = [
      { scores: near, sign: 1 },
      { scores: far, sign: -1 },
    ] as const;
    expect([...bestOf(rows, parts, limit)]).toEqual(wanted);
  });

  it('of none is none', () => {
    expect([...bestOf(new Uint32Array(0), [{ scores: new Float32Array(0), sign: 1 }], 5)]).toEqual([]);
    expect([...bestOf(Uint32Array.of(3), [{ scores: new Float32Array(0), sign: 1 }], 5)]).toEqual([]);
    expect([...bestOf(Uint32Array.of(0, 1), [{ scores: Float32Array.of(0.5, 0.5), sign: 1 }], 1)]).toEqual([1]);
  });
});
