import { expect, it } from 'vitest';
import { createFakeStudio } from '../test/fake-studio.ts';
import { createClient } from './client.ts';
import { tellOfUse } from './tell-of-use.ts';

it('tells at the first sign, then once a second, and no more when it has ended', () => {
  const { bridge, calls } = createFakeStudio(0);
  const page = new EventTarget();
  let now = 5_000;
  const end = tellOfUse(createClient(bridge), page, () => now);
  const told = (): number => calls.filter(({ name }) => name === 'window.used').length;
  for (const sign of ['scroll', 'pointermove', 'pointerdown', 'keydown', 'wheel']) page.dispatchEvent(new Event(sign));
  expect(told()).toBe(1);
  now += 999;
  page.dispatchEvent(new Event('keydown'));
  expect(told()).toBe(1);
  now += 1;
  page.dispatchEvent(new Event('wheel'));
  expect(told()).toBe(2);
  now += 1_000;
  page.dispatchEvent(new Event('scroll'));
  expect(told()).toBe(3);
  end();
  now += 5_000;
  page.dispatchEvent(new Event('pointermove'));
  expect(told()).toBe(3);
});
