// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Meaning } from '../../../electron/contract/meaning.ts';
import type { Selection } from '../../../electron/contract/order.ts';
import { packIds } from '../../../electron/contract/order.ts';
import type { LibraryQuery } from '../../../electron/contract/query/library-query.ts';
import { CallError } from '../../api/client.ts';
import { imageId } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { FitNote } from '../viewer/FitNote.tsx';
import { Library } from './Library.tsx';
import { RankDialog } from './RankDialog.tsx';

afterEach(cleanup);

const clip = { id: 'starter-clip', name: 'Starter CLIP' };
const meaning = (changes: Partial<Meaning>): Meaning => ({ state: 'done', clip, seen: 3, all: 3, unread: 0, problem: null, ...changes });

const openLibrary = async (said: Meaning, found: readonly number[] = [2, 0]) => {
  const asked: LibraryQuery[] = [];
  const view = await renderScreen(<Library />, {
    handlers: {
      'meaning.get': async () => said,
      'images.ids': async (query) => {
        asked.push(query);
        if (query.text.includes('~') && said.clip === null) throw new CallError({ code: 'not-found', message: 'No CLIP.', what: null });
        return { count: found.length, sections: found.length === 0 ? [] : [{ day: null, ids: packIds(found.map(imageId)) }] };
      },
    },
  });
  return { ...view, asked };
};

describe('the search box', () => {
  it('asks what pictures show, with the most alike first, and for words again', async () => {
    const { user, asked } = await openLibrary(meaning({}));
    const box = await screen.findByRole('textbox', { name: 'Search the library' });
    await user.click(screen.getByRole('button', { name: 'Search by what pictures show' }));
    await user.type(box, 'a cat rating>=3');
    await waitFor(() => expect(asked.at(-1)).toEqual({ text: '~a cat rating>=3', sort: 'likeness' }));
    // the sign is the machine's, not the reader's
    expect(box).toHaveProperty('value', 'a cat rating>=3');
    await user.click(screen.getByRole('button', { name: 'Search by what pictures show' }));
    await waitFor(() => expect(asked.at(-1)).toEqual({ text: 'a cat rating>=3', sort: 'newest' }));
  });

  it('says how far the library is looked at, and pauses that', async () => {
    const { user, studio, fake } = await openLibrary(meaning({ state: 'working', seen: 1_200, all: 4_000 }));
    studio.layout.getState().setByMeaning(true);
    expect(await screen.findByText('1,200 of 4,000 pictures looked at')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Pause looking at pictures' }));
    await waitFor(() => expect(fake.calls).toContainEqual({ name: 'settings.set', input: { meaning: 'paused' } }));
  });

  it.each([
    [meaning({ state: 'no-clip', clip: null, seen: 0 }), 'Get a CLIP', 'models'],
    [meaning({ state: 'off', clip: null, seen: 0 }), 'Open Settings', 'settings'],
  ] as const)('leads on where there is nothing that looks', async (said, button, view) => {
    const { user, studio } = await openLibrary(said);
    studio.layout.getState().find({ text: '~a cat' });
    await user.click(await screen.findByRole('button', { name: button }));
    expect(studio.layout.getState().view).toBe(view);
  });

  it('says that nothing was looked at yet', async () => {
    const { studio } = await openLibrary(meaning({ state: 'working', seen: 0 }), []);
    studio.layout.getState().find({ text: '~a cat' });
    expect(await screen.findByRole('heading', { name: 'No picture has been looked at yet' })).toBeTruthy();
  });
});

describe('ranked candidates', () => {
  const openRanked = async () => {
    const gone: Selection[] = [];
    const ids = [imageId(0), imageId(1), imageId(2), imageId(3)];
    const view = await renderScreen(<RankDialog />, {
      handlers: {
        'images.rank': async () => [
          { id: imageId(3), score: 0.31 },
          { id: imageId(1), score: 0.25 },
          { id: imageId(0), score: 0.2 },
          { id: imageId(2), score: null },
        ],
        'images.delete': async (of) => {
          gone.push(of);
          return { count: 3, undo: 1 };
        },
      },
    });
    view.studio.gallery.getState().rank(ids);
    const list = await screen.findByRole('list', { name: 'By fit to prompt' });
    return { ...view, gone, list };
  };

  it('keep the best and put the others into the bin, with a way back', async () => {
    const { user, gone, list, studio } = await openRanked();
    expect(within(list).getAllByRole('listitem')).toHaveLength(4);
    expect(within(list).getAllByRole('listitem', { name: /stays/ })).toHaveLength(1);
    const keep = screen.getByRole('textbox', { name: 'Keep the best' });
    await user.clear(keep);
    await user.type(keep, '2');
    await user.click(await screen.findByRole('button', { name: 'Put the other 2 into the bin' }));
    await waitFor(() => expect(gone).toEqual([{ ids: [imageId(0), imageId(2)] }]));
    expect(studio.gallery.getState().ranked).toEqual([]);
    expect(await screen.findByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it('are selected for whatever else', async () => {
    const { user, studio } = await openRanked();
    await user.click(screen.getByRole('button', { name: 'Select the best' }));
    expect([...studio.selection.getState().ids]).toEqual([imageId(3)]);
    expect(studio.layout.getState().view).toBe('library');
  });
});

describe('the fit of a picture', () => {
  it('is told beside other prompts', async () => {
    await renderScreen(<FitNote id={imageId(0)} />, { pictures: 1 });
    const note = await screen.findByRole('region', { name: 'Fit to prompt' }, { timeout: 3_000 });
    expect(within(note).getByText('Its own prompt fits best of 25.')).toBeTruthy();
    expect(
      within(note)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['a red balloon on a beach0.31', 'a blue fish in the night0.22', 'a yellow house at sunset0.12']);
  });
});
