// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Change, Collection, Selection } from '../../../electron/contract/order.ts';
import { favourite } from '../../commands/picture.ts';
import { selectAll } from '../../commands/library.ts';
import { changeChosen } from '../../commands/order.ts';
import type { CommandContext } from '../../commands/command.ts';
import { image } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { NamesDialog } from './NamesDialog.tsx';
import { inEnglish } from '../../../native-models/words/sentence.ts';

afterEach(cleanup);

/** The dialog over these collections, with what was asked of the host. */
const openNames = async (collections: Collection[]) => {
  const asked: unknown[] = [];
  const view = await renderScreen(<NamesDialog />, {
    handlers: {
      'collections.list': async () => collections,
      'collections.rename': async (change) => {
        asked.push(change);
        collections = collections.map((one) => (one.name === change.from ? { ...one, name: change.to } : one));
        return null;
      },
      'collections.remove': async (name) => {
        asked.push({ remove: name });
        collections = collections.filter((one) => one.name !== name);
        return { count: 0, undo: null };
      },
      'collections.add': async (name) => {
        asked.push({ add: name });
        return null;
      },
    },
  });
  view.studio.gallery.getState().arrange('collection');
  const name = await screen.findByRole('textbox', { name: 'Name of “best”' });
  return { ...view, asked, name };
};
const best: Collection = { name: 'best', count: 2, cover: null };

describe('the names of collections', () => {
  it('are changed, and changed back', async () => {
    const { user, asked, name } = await openNames([best]);
    expect(screen.queryByRole('button', { name: 'Rename' })).toBe(null);
    await user.clear(name);
    await user.type(name, 'Finest{Enter}');
    await screen.findByRole('textbox', { name: 'Name of “Finest”' });
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await screen.findByRole('textbox', { name: 'Name of “best”' });
    expect(asked).toEqual([
      { from: 'best', to: 'Finest' },
      { from: 'Finest', to: 'best' },
    ]);
  });

  it('say before two are joined that they will be', async () => {
    const { user, asked, name } = await openNames([best, { name: 'Sea', count: 1, cover: null }]);
    await user.clear(name);
    await user.type(name, 'sea');
    await user.click(screen.getByRole('button', { name: 'Join with “Sea”' }));
    await waitFor(() => expect(asked).toEqual([{ from: 'best', to: 'sea' }]));
    expect(screen.queryByRole('button', { name: 'Undo' })).toBe(null);
  });

  it('are taken away, and put back though nothing was in them', async () => {
    const { user, asked } = await openNames([best]);
    await user.click(screen.getByRole('button', { name: 'Remove “best”' }));
    expect(await within(await screen.findByRole('dialog')).findByText('There is no collection yet.')).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(asked).toEqual([{ remove: 'best' }, { add: 'best' }]));
  });
});

describe('a change to everything that was found', () => {
  it('is asked by the search, and one to a part of it by the pictures', async () => {
    const asked: { of: Selection; change: Change }[] = [];
    const { studio } = await renderScreen(<NamesDialog />, {
      pictures: 3,
      handlers: {
        'images.change': async (input) => {
          asked.push(input);
          return { count: 1, undo: null };
        },
      },
    });
    const say = {
      info: () => undefined,
      error: () => undefined,
      fault: () => undefined,
      leading: () => undefined,
      undoable: () => undefined,
      offered: () => null,
      withdraw: () => undefined,
    };
    const context: CommandContext = { ...studio, language: 'en', t: ((key: string) => key) as CommandContext['t'], tell: inEnglish, say };
    studio.layout.getState().go('library');
    const { query } = studio.layout.getState();
    await studio.cache.ensureQueryData(studio.queries.list(query));
    await selectAll.run(context);
    await changeChosen(context, { kind: 'rating', rating: 3 });
    await favourite.run(context);
    studio.selection.getState().toggle(image(1).id);
    await changeChosen(context, { kind: 'rating', rating: 3 });
    expect(asked.map(({ of }) => ('query' in of ? of.query : of.ids.length))).toEqual([query, query, 2]);
  });
});
