import { expect, it } from 'vitest';
import { fitted, held, panned, zoomed } from './zoom.ts';

const room = { width: 400, height: 300 };

it('keeps the point under the pointer where it is', () => {
  const at = { x: 90, y: -40 };
  const before = { scale: 2, x: 30, y: 10 };
  const after = zoomed(before, 1.5, at, room);
  expect(after.scale).toBe(3);
  // where the same spot of the picture is drawn
  const spot = { x: (at.x - before.x) / before.scale, y: (at.y - before.y) / before.scale };
  expect(spot.x * after.scale + after.x).toBeCloseTo(at.x, 10);
  expect(spot.y * after.scale + after.y).toBeCloseTo(at.y, 10);
});

it('never leaves the frame empty, and comes back to fit', () => {
  expect(panned({ scale: 2, x: 0, y: 0 }, 1_000, -1_000, room)).toEqual({ scale: 2, x: 200, y: -150 });
  expect(panned(fitted, 50, 50, room)).toEqual(fitted);
  expect(zoomed({ scale: 4, x: 500, y: 300 }, 0.01, { x: 0, y: 0 }, room)).toEqual(fitted);
  expect(held({ scale: 1_000, x: 0, y: 0 }, room).scale).toBe(32);
});
