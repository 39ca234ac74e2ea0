// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Handlers } from '../../../electron/contract/calls.ts';
import { commands } from '../../commands/index.ts';
import { useShortcuts } from '../../commands/use-commands.ts';
import { image, imageId } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { Library } from './Library.tsx';

afterEach(cleanup);

// jsdom lays nothing out: a list that shows what is in sight needs a height
beforeAll(() => {
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, value: 600 });
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: 250 });
  Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, value: 900 });
});

const uncovered = (): boolean => false;
const WithKeys = () => {
  useShortcuts(commands, uncovered);
  return <Library />;
};

const groupsOf = (...groups: readonly number[][]): Partial<Handlers> => ({
  'images.duplicates': async () => ({ groups: groups.map((group) => group.map(imageId)), pending: 0 }),
});
const open = async (handlers: Partial<Handlers>) => {
  const view = await renderScreen(<WithKeys />, { pictures: 8, handlers });
  view.studio.layout.getState().go('library');
  await view.user.click(await screen.findByRole('button', { name: /^Find all near-duplicates/ }));
  const binned = () => view.fake.calls.filter(({ name }) => name === 'images.delete').map(({ input }) => input);
  return { ...view, binned };
};
const focused = (): string | null | undefined => document.activeElement?.getAttribute('data-id');

describe('near-duplicates', () => {
  it('are groups, the best first; the others go into the bin at once, and come back', async () => {
    // of 1 and 2 the second is rated higher, 3 is a favourite
    const { user, binned, fake } = await open(groupsOf([1, 2], [4, 3]));
    const groups = await screen.findAllByRole('group', { name: '2 pictures that look alike' });
    const order = groups.flatMap((group) => [...group.querySelectorAll('[data-id]')].map((cell) => cell.getAttribute('data-id')));
    expect(order).toEqual([2, 1, 3, 4].map(imageId));
    expect(screen.getByText(/2 groups of pictures that look alike · 2 for the bin/)).toBeTruthy();
    await waitFor(() => expect(focused()).toBe(imageId(2)));
    await user.click(screen.getByRole('button', { name: 'Bin the chosen' }));
    expect(binned()).toEqual([{ ids: [imageId(1), imageId(4)] }]);
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(fake.calls.some(({ name }) => name === 'images.undo')).toBe(true));
  });

  it('are walked through and decided on by keys', async () => {
    const { user, studio, binned } = await open(groupsOf([2, 1], [3, 4, 5]));
    await waitFor(() => expect(focused()).toBe(imageId(2)));
    await user.keyboard(' ');
    expect(await screen.findByText('One of each group stays.')).toBeTruthy();
    await user.keyboard('{ArrowRight}');
    await waitFor(() => expect(focused()).toBe(imageId(1)));
    await user.keyboard('w');
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(focused()).toBe(imageId(5)));
    await user.keyboard(' ');
    await user.keyboard('{Enter}');
    expect(studio.gallery.getState().compared).toEqual([imageId(5), imageId(3)]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(focused()).toBe(imageId(5)));
    await user.keyboard('{Control>}{Delete}{/Control}');
    expect(binned()).toEqual([{ ids: [imageId(2), imageId(4)] }]);
    await user.keyboard('{Escape}');
    expect(studio.layout.getState().duplicates).toBe(false);
  });

  it('that are not there leave the keyboard on the screen, and a whole library unselected', async () => {
    const { user, studio } = await open(groupsOf());
    expect(await screen.findByText('No two pictures of the library look alike.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Bin the chosen' })).toBe(null);
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Near-duplicates'));
    await user.keyboard('{Control>}a{/Control}');
    expect(studio.selection.getState().ids.size).toBe(0);
  });

  it('that go by other means leave their group, and the keyboard goes on', async () => {
    const { user, fake } = await open(groupsOf([2, 1], [3, 4, 5]));
    await waitFor(() => expect(focused()).toBe(imageId(2)));
    fake.publish('images.removed', [imageId(2)]);
    await waitFor(() => expect(focused()).toBe(imageId(3)));
    const [group] = screen.getAllByRole('group', { name: '3 pictures that look alike' });
    await user.click(within(group!).getAllByRole('button', { name: 'Keep this one' })[0]!);
    expect(within(group!).getByRole('button', { name: `Keep “${image(5).recipe.prompt}”`, pressed: true })).toBeTruthy();
  });
});
