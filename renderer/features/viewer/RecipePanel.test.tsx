// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { image } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { RecipePanel } from './RecipePanel.tsx';

afterEach(cleanup);

const took = (): string => screen.getByText('Took').nextElementSibling?.textContent ?? '';

it('tells the network calls of a picture, and of one that needed none the time alone', async () => {
  const { unmount } = await renderScreen(<RecipePanel image={{ ...image(0), milliseconds: 2_000, calls: 16 }} />);
  expect(took()).toBe('2 sec, 16 network calls');
  unmount();
  await renderScreen(<RecipePanel image={{ ...image(0), milliseconds: 100, calls: 0 }} />);
  expect(took()).toBe('0.1 sec');
});
