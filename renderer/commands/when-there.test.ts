// @vitest-environment jsdom
import { afterEach, expect, it } from 'vitest';
import { whenThere } from './when-there.ts';

afterEach(() => document.body.replaceChildren());
const frames = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
};

it('waits until the screen of an element is in front', async () => {
  document.body.innerHTML = '<div id="kept" style="display: none !important"><input class="field"></div>';
  const found: HTMLElement[] = [];
  whenThere('.field', (element) => found.push(element));
  await frames(3);
  expect(found).toEqual([]);
  document.getElementById('kept')?.style.removeProperty('display');
  await frames(2);
  expect(found).toEqual([document.querySelector('.field')]);
});

it('takes the one that is shown of several', async () => {
  document.body.innerHTML = '<div style="display: none !important"><input class="field"></div><input class="field" id="front">';
  const found: string[] = [];
  whenThere('.field', ({ id }) => found.push(id));
  await frames(2);
  expect(found).toEqual(['front']);
});
