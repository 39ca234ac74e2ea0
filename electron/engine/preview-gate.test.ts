import { expect, it } from 'vitest';
import { createPreviewGate } from './preview-gate.ts';

it('lets through every n-th step but the last', () => {
  const gate = createPreviewGate({ every: 3 });
  expect([0, 1, 2, 3, 4, 5, 8].map((index) => gate.open(index, 9, 1000))).toEqual([false, false, true, false, false, true, false]);
});

it('makes none when told so', () => {
  expect(createPreviewGate({ every: 0 }).open(3, 9, 0)).toBe(false);
});

it('keeps the gap, and rests four times as long as a slow one took', () => {
  const gate = createPreviewGate({ every: 1 });
  gate.made(1000, 1010);
  expect([gate.open(1, 9, 1249), gate.open(1, 9, 1250)]).toEqual([false, true]);
  gate.made(2000, 3000);
  expect([gate.open(1, 9, 6999), gate.open(1, 9, 7000)]).toEqual([false, true]);
});
