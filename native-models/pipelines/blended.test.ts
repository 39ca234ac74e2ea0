import { expect, it } from 'vitest';
import { blended, composite } from './pixels.ts';
import type { Picture } from './types.ts';

const picture = (values: readonly number[]): Picture => ({
  width: values.length,
  height: 1,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});
const [made, kept] = [picture([200, 200, 200, 7]), picture([100, 100, 100, 9])];
const mask = { width: 4, height: 1, data: Uint8Array.from([255, 0, 51, 128]) };

it('mixes what is made and what is kept by the mask, and leaves the very bytes where it is black or white', () => {
  expect([...blended(made, kept, mask).data].filter((_, i) => i % 3 === 0)).toEqual([200, 100, 120, 8]);
});

it('takes one or the other where the edge is hard', () => {
  expect([...composite(made, kept, mask).data].filter((_, i) => i % 3 === 0)).toEqual([200, 100, 100, 7]);
});
