// @vitest-environment jsdom
import { notifications } from '@mantine/notifications';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderScreen } from '../../../test/render.tsx';
import { ModelField } from '../ModelField.tsx';

afterEach(() => {
  cleanup();
  notifications.clean();
});

const open = async () => {
  const view = await renderScreen(<ModelField />);
  const models = await view.studio.cache.ensureQueryData(view.studio.queries.models);
  const { edit, takeDefaults } = view.studio.draft.getState();
  takeDefaults(models[0]!);
  edit({ prompt: 'a fox', steps: 33, scale: 6, seed: 5, loras: [{ name: 'ink', hash: null, weight: 0.8, textWeight: null }] });
  await view.user.click(await screen.findByRole('button', { name: 'Presets' }));
  return view;
};

it('keeps the settings of the form under a name, and brings them back whole, in part, or not after all', async () => {
  const { user, studio, fake } = await open();
  await user.click(await screen.findByRole('button', { name: 'Save these settings…' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Slow');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const list = await screen.findByRole('list', { name: 'Presets' });
  await within(list).findByText('Slow');
  const saved = fake.calls.find(({ name }) => name === 'presets.save')?.input as { preset: { fields: object } };
  expect(saved.preset.fields).toMatchObject({ steps: 33, guidance: { scale: 6 }, width: 128, loras: [{ name: 'ink', weight: 0.8 }] });
  expect(saved.preset.fields).not.toHaveProperty('prompt');
  expect(saved.preset.fields).not.toHaveProperty('seed');

  const draft = studio.draft;
  draft.getState().edit({ steps: 4, scale: 1 });
  await user.click(screen.getByRole('button', { name: 'More for Slow' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Guidance' }));
  expect([draft.getState().steps, draft.getState().scale]).toEqual([4, 6]);
  await user.click(within(list).getByText('Slow'));
  expect([draft.getState().steps, draft.getState().prompt]).toEqual([33, 'a fox']);
  // the undo of the part before is on its way out
  await waitFor(() => expect(screen.getAllByRole('button', { name: 'Undo' })).toHaveLength(1));
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(draft.getState().steps).toBe(4));
});

it('is renamed and deleted, and comes back by undo', async () => {
  const { user } = await open();
  await user.click(await screen.findByRole('button', { name: 'Save these settings…' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Old{Enter}');
  await user.click(await screen.findByRole('button', { name: 'More for Old' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
  await user.clear(screen.getByRole('textbox', { name: 'Name' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'New{Enter}');
  await user.click(await screen.findByRole('button', { name: 'More for New' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  expect(await screen.findByText(/No presets yet/)).toBeTruthy();
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  // a click elsewhere has closed the list
  await user.click(screen.getByRole('button', { name: 'Presets' }));
  expect(await screen.findByText('New')).toBeTruthy();
});
