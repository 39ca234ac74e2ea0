// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Notice } from '../../../electron/contract/events.ts';
import { renderScreen } from '../../test/render.tsx';
import { useNotices } from './use-notices.ts';

afterEach(cleanup);

const Window = () => {
  useNotices();
  return null;
};
const early: Notice = { level: 'warning', message: 'One picture has no file.' };

it('what was said before there was a window is told, what is said later too, and what comes both ways once', async () => {
  const { promise, resolve } = Promise.withResolvers<Notice[]>();
  const { fake } = await renderScreen(<Window />, { handlers: { 'notices.take': () => promise } });
  act(() => fake.publish('studio.notice', { level: 'info', message: 'Heard at once.' }));
  await act(async () => resolve([early, { level: 'info', message: 'Heard at once.' }]));
  expect(await screen.findByText('One picture has no file.')).toBeTruthy();
  expect(screen.getAllByText('Heard at once.')).toHaveLength(1);
  act(() => fake.publish('studio.notice', { level: 'warning', message: 'Later.' }));
  expect(await screen.findByText('Later.')).toBeTruthy();
});
