// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { cellRecipes, GridId, type Grid, type GridDefinition } from '../../../electron/contract/grid.ts';
import { image, imageId, jobId, model, recipe, uuid } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { Grids } from './Grids.tsx';
import { NewGrid } from './NewGrid.tsx';

afterEach(cleanup);

describe('a new grid', () => {
  it('is made of the form, counts its pictures, and says which value makes no sense', async () => {
    const { user, fake, studio } = await renderScreen(<NewGrid />);
    studio.draft.getState().takeDefaults(model);
    studio.draft.getState().edit({ prompt: 'a red fox', seed: 5 });
    studio.layout.getState().setNewGrid(true);
    const across = await screen.findByRole('group', { name: 'Across' });
    const down = screen.getByRole('group', { name: 'Down' });
    expect(await screen.findByText('16 pictures')).toBeTruthy();
    await user.clear(within(down).getByRole('textbox', { name: 'Values' }));
    await user.type(within(down).getByRole('textbox', { name: 'Values' }), '2, x');
    expect(await screen.findByText('“x” makes no sense here.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Make the grid' }).disabled).toBe(true);
    await user.clear(within(down).getByRole('textbox', { name: 'Values' }));
    await user.type(within(down).getByRole('textbox', { name: 'Values' }), '2-6 (+2)');
    await user.clear(within(across).getByRole('textbox', { name: 'Values' }));
    await user.type(within(across).getByRole('textbox', { name: 'Values' }), '5, 9');
    expect(screen.getByText('6 pictures')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Make the grid' }));
    await waitFor(() => expect(studio.layout.getState().view).toBe('grids'));
    const asked = fake.calls.find(({ name }) => name === 'grids.start')?.input as GridDefinition;
    expect(asked).toMatchObject({
      name: 'a red fox',
      axes: [
        { field: 'seed', find: null, values: [5, 9] },
        { field: 'guidance.scale', find: null, values: [2, 4, 6] },
      ],
    });
    expect(cellRecipes(asked).map(({ seed, guidance }) => `${seed} ${guidance.scale}`)).toEqual(['5 2', '9 2', '5 4', '9 4', '5 6', '9 6']);
  });
});

describe('a grid', () => {
  const id = GridId.parse(uuid(1));
  const failed = { code: 'out-of-memory', message: 'There was not enough memory.', what: null } as const;
  const grid: Grid = {
    id,
    createdAt: 1,
    definition: { name: 'Seeds', recipe: recipe(), axes: [{ field: 'seed', find: null, values: [1, 2, 3] }] },
    cells: [
      { job: jobId(0), state: 'done', error: null, image: imageId(0) },
      { job: jobId(1), state: 'failed', error: failed, image: null },
      { job: jobId(2), state: 'done', error: null, image: null },
    ],
  };

  it('shows pictures, failures and what is gone; a failed cell is tried again and a picture opens on the stage', async () => {
    const { user, fake, studio } = await renderScreen(<Grids />, { pictures: 2, handlers: { 'grids.get': async () => grid } });
    studio.layout.getState().openGrid(id);
    expect(await screen.findByText(/2 of 3 made/)).toBeTruthy();
    expect(screen.getByRole('img', { name: '2: Memory ran out: There was not enough memory.' })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Deleted: 3' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again: 2' }));
    await waitFor(() => expect(fake.calls.find(({ name }) => name === 'grids.retry')?.input).toEqual({ id, cell: 1 }));
    await user.click(screen.getByRole('button', { name: '1' }));
    expect(studio.layout.getState()).toMatchObject({ view: 'studio', shown: image(0).id });
  });
});
