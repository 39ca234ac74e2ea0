// @vitest-environment jsdom
import { cleanup, createEvent, fireEvent, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { renderScreen } from '../../test/render.tsx';
import { Shell } from '../shell/Shell.tsx';

vi.mock('../../when-idle.ts', () => ({ whenIdle: () => () => undefined }));
afterEach(cleanup);

it('what is dropped onto a window that has had no pause yet is taken, and the page stays', async () => {
  const { studio } = await renderScreen(<Shell />);
  const file = new File(['picture'], 'fox.png', { type: 'image/png' });
  const drop = createEvent.drop(window, { dataTransfer: { types: ['Files'], items: [], files: [file] } });
  fireEvent(window, drop);
  expect(drop.defaultPrevented).toBe(true);
  await waitFor(() => expect(studio.offer.getState().files).toEqual([file]));
});
