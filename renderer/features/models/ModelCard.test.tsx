// @vitest-environment jsdom
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { brokenModel, model } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { ModelCard } from './ModelCard.tsx';

afterEach(cleanup);

const other = { ...brokenModel, problems: [] };
const cards = (
  <>
    <ModelCard model={model} />
    <ModelCard model={other} />
  </>
);
const card = (name: string) => within(screen.getByRole('article', { name }));

it('says which model is in use, and offers the others', async () => {
  const { studio, user } = await renderScreen(cards);
  act(() => studio.draft.getState().takeDefaults(model));
  expect(card(model.name).getByText('In use')).toBeTruthy();
  expect(card(model.name).queryByRole('button', { name: /^Use / })).toBeNull();
  await user.click(card(other.name).getByRole('button', { name: `Use ${other.name}` }));
  expect(card(other.name).getByText('In use')).toBeTruthy();
  expect(card(model.name).getByRole('button', { name: `Use ${model.name}` })).toBeTruthy();
});

it('shows what its author says of it; what a built-in one says comes in the language of the page', async () => {
  await renderScreen(cards);
  expect(card(other.name).getByText('Paints what one dreams.')).toBeTruthy();
  expect(card(model.name).getByText(/^Our own small model: 48 things/)).toBeTruthy();
});
