// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Notice } from '../../../electron/contract/events.ts';
import { renderScreen } from '../../test/render.tsx';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useNotices } from './use-notices.ts';

const { show } = notifications;

// a message stays while somebody is at it; here nobody's clock takes it away, however slow the machine is
beforeEach(() => void vi.spyOn(notifications, 'show').mockImplementation((message) => show({ ...message, autoClose: false })));
afterEach(() => {
  cleanup();
  notifications.clean();
  vi.restoreAllMocks();
});

const Window = () => {
  useNotices();
  return null;
};
const early: Notice = { level: 'warning', message: 'One picture has no file.' };

it('what was said before there was a window is told, what is said later too, and what comes both ways once', async () => {
  const { promise, resolve } = Promise.withResolvers<Notice[]>();
  const { fake } = await renderScreen(<Window />, { handlers: { 'notices.recent': () => promise } });
  act(() => fake.publish('studio.notice', { level: 'info', message: 'Heard at once.' }));
  await act(async () => resolve([early, { level: 'info', message: 'Heard at once.' }]));
  expect(await screen.findByText('One picture has no file.')).toBeTruthy();
  expect(screen.getAllByText('Heard at once.')).toHaveLength(1);
  act(() => fake.publish('studio.notice', { level: 'warning', message: 'Later.' }));
  expect(await screen.findByText('Later.')).toBeTruthy();
});

it('in another language it listens on, and does not tell what was told', async () => {
  let asked = 0;
  const handlers = {
    'notices.recent': async () => {
      asked += 1;
      return [early];
    },
  };
  const Speaking = () => {
    const { i18n } = useTranslation();
    return (
      <button type="button" onClick={() => void i18n.changeLanguage('ja')}>
        <Window />
      </button>
    );
  };
  const { fake, user } = await renderScreen(<Speaking />, { handlers });
  expect(await screen.findByText('One picture has no file.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: '' }));
  act(() => fake.publish('studio.notice', { level: 'warning', message: 'Later.' }));
  expect(await screen.findByText('Later.')).toBeTruthy();
  expect(screen.getAllByText('One picture has no file.')).toHaveLength(1);
  expect(asked).toBe(1);
});
