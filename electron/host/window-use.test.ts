import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createWindowUse } from './window-use.ts';

it('is over when a hand has rested, and at once where nobody was at a window', async () => {
  let now = 10_000;
  const use = createWindowUse(() => now);
  const never = new AbortController();
  await use.over(never.signal);
  use.sign();
  let over = false;
  const waiting = use.over(never.signal).then(() => {
    over = true;
  });
  now += 1_499;
  await sleep(600);
  expect([over, use.recent()]).toEqual([false, true]);
  now += 1;
  expect(use.recent()).toBe(false);
  await waiting;
});

it('is not waited for by what is ended', async () => {
  const use = createWindowUse(() => 0);
  use.sign();
  const controller = new AbortController();
  const waiting = expect(use.over(controller.signal)).rejects.toThrow('aborted');
  controller.abort();
  await waiting;
});
