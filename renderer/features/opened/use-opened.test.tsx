// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { aRecipe } from '../../../electron/contract/examples.ts';
import type { Opened } from '../../../electron/contract/opened.ts';
import { nothingKnown } from '../../../electron/contract/origin.ts';
import { model } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { useOpened } from './use-opened.ts';

afterEach(cleanup);

const Window = () => {
  useOpened();
  return null;
};

const link = (fields: Partial<Opened['settings']['fields']>, leftBehind: Opened['settings']['leftBehind'] = []): Opened => ({
  name: 'link',
  settings: { tool: 'Tincture', fields: { ...nothingKnown, ...fields }, leftBehind, recipe: null, reason: null },
});

const open = async (...waiting: Opened[]) => {
  const rendered = await renderScreen(<Window />, { handlers: { 'opened.take': async () => waiting.splice(0) } });
  return { waiting, ...rendered };
};

it('a link that came before the window fills an untouched form, names what has no place, runs nothing, and can be undone', async () => {
  const { studio, fake, user } = await open(link({ prompt: 'a fox', width: 64, seed: 7 }, [{ name: 'steps2', value: '9' }]));
  await waitFor(() => expect(studio.draft.getState()).toMatchObject({ prompt: 'a fox', width: 64, seed: 7, keepSeed: true }));
  // the rest is the model's own
  expect(studio.draft.getState()).toMatchObject({ model: model.id, height: model.defaults.height, steps: model.defaults.steps });
  expect(await screen.findByText(/without what has no place here: steps2$/)).toBeTruthy();
  expect(fake.calls.some(({ name }) => name === 'jobs.start')).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(studio.draft.getState()).toMatchObject({ prompt: '', model: null });
});

it('a recipe that comes later fills the form; a model that is not here leaves the form’s own and is named', async () => {
  const { studio, fake, waiting } = await open();
  await studio.cache.ensureQueryData(studio.queries.models);
  studio.draft.getState().takeDefaults(model);
  const recipe = aRecipe({ prompt: 'hills', steps: 3, model: { id: 'elsewhere', name: 'Far model', hash: null } });
  waiting.push({ name: 'a.tincture', settings: { ...link({}).settings, recipe } });
  fake.publish('opened.added', { waiting: 1 });
  await waitFor(() => expect(studio.draft.getState()).toMatchObject({ prompt: 'hills', steps: 3, model: model.id }));
  expect(await screen.findByText(/no place here: Far model$/)).toBeTruthy();
});

it('what cannot be read is said, and changes nothing', async () => {
  const { studio } = await open({ name: 'gone.png', settings: { ...link({}).settings, reason: 'There is no such file.' } });
  expect(await screen.findByText('“gone.png”: There is no such file.')).toBeTruthy();
  expect(studio.draft.getState()).toMatchObject({ prompt: '', model: null });
});
