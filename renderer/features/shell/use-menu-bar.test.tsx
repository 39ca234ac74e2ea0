// @vitest-environment jsdom
import { act, cleanup, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { MenuBar } from '../../../electron/contract/menu.ts';
import { commands } from '../../commands/index.ts';
import { settings } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { useMenuBar } from './use-menu-bar.ts';

afterEach(cleanup);

const Window = () => {
  useMenuBar();
  return null;
};
const sent = (calls: readonly { name: string; input: unknown }[]) =>
  calls.filter(({ name }) => name === 'menu.set').map(({ input }) => input as MenuBar);
const item = (menu: MenuBar | undefined, id: string) => menu?.flatMap(({ items }) => items).find(({ command }) => command === id);

it('every command is in the menu once, with its words, keys and whether it applies; it is sent again when that changes', async () => {
  const { fake, studio } = await renderScreen(<Window />);
  await waitFor(() => expect(sent(fake.calls)).toHaveLength(1));
  const [first] = sent(fake.calls);
  expect(first?.flatMap(({ items }) => items.map(({ command }) => command)).toSorted()).toEqual(commands.map(({ id }) => id).toSorted());
  expect(item(first, 'more')).toEqual({ command: 'more', label: 'More or fewer settings', keys: 'M', enabled: true });
  act(() => studio.layout.getState().go('settings'));
  await waitFor(() => expect(item(sent(fake.calls).at(-1), 'more')?.enabled).toBe(false));
  act(() => fake.publish('settings.changed', { ...settings, shortcuts: { more: ['mod+M'] } }));
  await waitFor(() => expect(item(sent(fake.calls).at(-1), 'more')?.keys).toBe('mod+M'));
});

it('what is chosen there runs', async () => {
  const { fake, studio } = await renderScreen(<Window />);
  act(() => fake.publish('menu.chosen', { command: 'go.history' }));
  await waitFor(() => expect(studio.layout.getState().view).toBe('history'));
});
