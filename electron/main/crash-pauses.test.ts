import { expect, it } from 'vitest';
import { createCrashPauses } from './crash-pauses.ts';

it('a crash is answered at once, the next ones later and later, and all is forgotten after a quiet minute', () => {
  let now = 0;
  const pause = createCrashPauses(() => now);
  expect([pause(), pause(), pause(), pause()]).toEqual([0, 500, 1_000, 2_000]);
  for (let n = 0; n < 20; n += 1) pause();
  expect(pause()).toBe(30_000);
  now = 60_000;
  expect(pause()).toBe(0);
});
