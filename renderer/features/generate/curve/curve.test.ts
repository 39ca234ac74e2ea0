import { describe, expect, it } from 'vitest';
import { listedSigmas } from '../../../../native-models/schedules/listed.ts';
import { valueAt } from '../../../../native-models/denoisers/guidance/curve.ts';
import { curveOf, guidanceAt, movedPoint, pointsOf, withoutPoint, withPoint } from './guidance-points.ts';
import { shownCells } from './trace-cells.ts';
import { handlesOf, moved, rangeOf, roomOf, skippedBy } from './sigmas.ts';

const falls = (sigmas: readonly number[]): boolean => sigmas.every((sigma, i) => i === 0 || sigma <= sigmas[i - 1]!);
const karras = (n: number): number[] => [
  ...Array.from({ length: n }, (_, i) => (14.6 ** (1 / 7) + (i / (n - 1)) * (0.03 ** (1 / 7) - 14.6 ** (1 / 7))) ** 7),
  0,
];

describe('the pictures of a run', () => {
  const steps = Array.from({ length: 20 }, (_, cell) => ({ cell }));
  it('are all shown where they just fill their steps, whatever rounding says', () => {
    // 20 steps over 840 px come as 41.99999… or 42.00000…
    for (const slot of [840 / 20, 838.9 / 20, (1318.3 - 478.1) / 20, 42 - 1e-9])
      expect(shownCells(steps, slot, 42).map(({ step }) => step)).toEqual(steps.map(({ cell }) => cell));
  });
  it('leave out those that would cover another, never the last', () => {
    const shown = shownCells(steps, 20, 42).map(({ step }) => step);
    expect(shown.at(-1)).toBe(19);
    for (const [n, step] of shown.entries()) if (n > 0) expect((step - shown[n - 1]!) * 20 + 2).toBeGreaterThan(42);
  });
});

describe('a schedule that is dragged', () => {
  it.each([6, 24, 25, 200])('falls from place to place wherever one of %i is moved, and the engine takes it as it is', (steps) => {
    const sigmas = karras(steps);
    const handles = handlesOf(sigmas);
    expect(handles.length).toBeLessThanOrEqual(24);
    expect(handles[0]).toBe(0);
    expect(handles.at(-1)).toBe(steps - 1);
    for (const at of handles) {
      for (const target of [0.0001, 0.5, 3, 1000]) {
        const made = moved(sigmas, handles, at, target);
        expect(falls(made)).toBe(true);
        expect(made.at(-1)).toBe(0);
        const [low, high] = roomOf(sigmas, handles, at);
        expect(made[at]).toBeCloseTo(Math.min(high, Math.max(low, target)), 8);
        // drawn again for the same number of steps it is the same list
        const again = listedSigmas(made, steps);
        expect(again).toHaveLength(made.length);
        for (const [i, sigma] of again.entries()) expect(Math.abs(sigma - made[i]!)).toBeLessThanOrEqual(1e-9 * Math.max(1, made[i]!));
      }
    }
  });

  it('moves what lies between two handles in proportion, and nothing beyond them', () => {
    const sigmas = karras(100);
    const handles = handlesOf(sigmas);
    const at = handles[10]!;
    const made = moved(sigmas, handles, at, sigmas[at]! * 1.01);
    const changed = made.flatMap((sigma, i) => (sigma === sigmas[i] ? [] : [i]));
    expect(changed[0]).toBeGreaterThan(handles[9]!);
    expect(changed.at(-1)).toBeLessThan(handles[11]!);
    expect(changed).toContain(at);
  });

  it('knows its range, and what image-to-image leaves out', () => {
    expect(
      rangeOf([
        [4, 1, 0],
        [8, 2],
      ]),
    ).toEqual([1, 8]);
    expect([skippedBy(20, null), skippedBy(20, 0.6), skippedBy(20, 1), skippedBy(20, 0)]).toEqual([0, 8, 0, 20]);
  });
});

describe('the guidance curve', () => {
  const points = pointsOf([0, 2, 0.5, 8, 1, 4], 7);

  it('is read as the engine reads it', () => {
    for (const at of [0, 0.2, 0.5, 0.77, 1]) expect(guidanceAt(points, at)).toBeCloseTo(valueAt(curveOf(points), at), 10);
    expect(pointsOf([], 7)).toEqual([
      { at: 0, value: 7 },
      { at: 1, value: 7 },
    ]);
  });

  it('keeps its points in order and its ends at the ends', () => {
    expect(movedPoint(points, 1, { at: 3, value: 200 })[1]).toEqual({ at: 0.999, value: 100 });
    expect(movedPoint(points, 0, { at: 0.7, value: 5 })[0]).toEqual({ at: 0, value: 5 });
  });

  it('gets a point without changing its shape, and loses one', () => {
    const more = withPoint(points, null);
    expect(more).toHaveLength(4);
    for (const at of [0.1, 0.3, 0.9]) expect(guidanceAt(more, at)).toBeCloseTo(guidanceAt(points, at), 10);
    expect(withPoint(points, 0.501)).toBe(points);
    expect(withoutPoint(points, 1)).toHaveLength(2);
    expect(withoutPoint(points, 0)).toBe(points);
  });
});
