// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useCommands } from '../../commands/shortcuts.ts';
import { useShortcuts } from '../../commands/use-commands.ts';
import { renderScreen } from '../../test/render.tsx';
import { Settings } from './Settings.tsx';

const Window = () => {
  useShortcuts(useCommands(), () => false);
  return <Settings />;
};

afterEach(cleanup);

const rowOf = (name: string): HTMLElement => screen.getByRole('button', { name: `Change the key of ${name}` }).closest('div')!;

test('a command takes the key that is pressed, works by it, and can have its first one back', async () => {
  const { studio, user } = await renderScreen(<Window />);
  const change = await screen.findByRole('button', { name: 'Change the key of Library' });

  await user.click(change);
  // the studio's own use of the key waits
  fireEvent.keyDown(change, { key: '3' });
  expect(studio.layout.getState().view).toBe('studio');
  await waitFor(() => expect(within(rowOf('Library')).getByText(/^The same key: \w+/)).toBeTruthy());
  // both sides of it say so, and either can have the key for itself
  expect(within(rowOf('Grids')).getByText(/^The same key: Library/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Only here: Library' }));
  await waitFor(() => expect(rowOf('Grids').textContent).toContain('No key'));
  expect(screen.queryByText(/^The same key/)).toBeNull();
  fireEvent.keyDown(document.body, { key: '3' });
  expect(studio.layout.getState().view).toBe('library');
  studio.layout.getState().go('studio');

  await user.click(screen.getByRole('button', { name: 'Change the key of Library' }));
  fireEvent.keyDown(screen.getByRole('button', { name: 'Change the key of Library' }), { key: 'y', shiftKey: true });
  await waitFor(() => expect(rowOf('Library').textContent).toContain('Y'));
  fireEvent.keyDown(document.body, { key: '2' });
  expect(studio.layout.getState().view).toBe('studio');
  fireEvent.keyDown(document.body, { key: 'Y', shiftKey: true });
  expect(studio.layout.getState().view).toBe('library');

  studio.layout.getState().go('settings');
  await user.click(screen.getByRole('button', { name: 'Give Library its first key back' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Give Library its first key back' })).toBeNull());
  fireEvent.keyDown(document.body, { key: '2' });
  expect(studio.layout.getState().view).toBe('library');
});

test('Escape leaves the key as it was; a command can be without one', async () => {
  const { studio, user } = await renderScreen(<Window />);
  const change = await screen.findByRole('button', { name: 'Change the key of Library' });
  await user.click(change);
  fireEvent.keyDown(change, { key: 'Escape' });
  expect(rowOf('Library').textContent).toContain('2');

  await user.click(screen.getByRole('button', { name: 'Leave Library without a key' }));
  await waitFor(() => expect(rowOf('Library').textContent).toContain('No key'));
  fireEvent.keyDown(document.body, { key: '2' });
  expect(studio.layout.getState().view).toBe('studio');
});
