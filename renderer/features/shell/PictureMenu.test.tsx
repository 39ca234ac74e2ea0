// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { wholeLibrary } from '../../../electron/contract/query/library-query.ts';
import { imageId } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { Thumb } from '../gallery/Thumb.tsx';
import { PictureMenu } from './PictureMenu.tsx';

afterEach(cleanup);

const ids = [imageId(0), imageId(1), imageId(2)];
const show = async () => {
  const rendered = await renderScreen(
    <>
      <input aria-label="words" />
      {ids.map((id) => (
        <button key={id} type="button" aria-label={id}>
          <Thumb id={id} image={null} size={256} />
        </button>
      ))}
      <PictureMenu />
    </>,
    { pictures: 3 },
  );
  await rendered.studio.cache.ensureQueryData(rendered.studio.queries.list(wholeLibrary));
  return rendered;
};
const names = async () =>
  within(await screen.findByRole('menu'))
    .getAllByRole('menuitem')
    .map(({ textContent }) => textContent);
const changed = (calls: readonly { name: string; input: unknown }[]) =>
  calls.filter(({ name }) => name === 'images.change').map(({ input }) => input);

it('the right button in the library means the picture under it, and its commands do', async () => {
  const { studio, fake, user } = await show();
  studio.layout.getState().go('library');
  studio.selection.getState().set([imageId(2)]);
  fireEvent.contextMenu(screen.getByRole('button', { name: imageId(1) }), { button: 2 });
  expect(await names()).toEqual(expect.arrayContaining([expect.stringContaining('Again'), expect.stringContaining('Delete')]));
  await user.click(screen.getByRole('menuitem', { name: /^Favourite/ }));
  await waitFor(() => expect(changed(fake.calls)).toMatchObject([{ of: { ids: [imageId(1)] } }]));
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
});

it('on a picture of a selection it means all of it: what is for one picture is not offered', async () => {
  const { studio, fake, user } = await show();
  studio.layout.getState().go('library');
  studio.selection.getState().set([imageId(0), imageId(1)]);
  fireEvent.contextMenu(screen.getByRole('button', { name: imageId(1) }), { button: 2 });
  expect((await names()).some((name) => name.startsWith('Again'))).toBe(false);
  await user.click(screen.getByRole('menuitem', { name: /^Favourite/ }));
  await waitFor(() => expect(changed(fake.calls)).toMatchObject([{ of: { ids: [imageId(0), imageId(1)] } }]));
});

it('a second favourite takes it from all of them, and no record is asked for', async () => {
  const { studio, fake, user } = await show();
  studio.layout.getState().go('library');
  studio.selection.getState().set([imageId(0), imageId(1)]);
  const before = fake.calls.filter(({ name }) => name === 'images.byIds').length;
  const like = async (): Promise<void> => {
    fireEvent.contextMenu(screen.getByRole('button', { name: imageId(1) }), { button: 2 });
    await user.click(await screen.findByRole('menuitem', { name: /^Favourite/ }));
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
  };
  await like();
  await waitFor(() => expect(changed(fake.calls)).toHaveLength(1));
  await like();
  const change = (favourite: boolean) => ({ of: { ids: [imageId(0), imageId(1)] }, change: { kind: 'favourite', favourite } });
  await waitFor(() => expect(changed(fake.calls)).toEqual([change(true), change(true), change(false)]));
  expect(fake.calls.filter(({ name }) => name === 'images.byIds')).toHaveLength(before);
});

it('the menu key off a picture means the one in front; in a text field it is the field’s own', async () => {
  const { studio } = await show();
  studio.layout.getState().show(imageId(0));
  expect(fireEvent.contextMenu(screen.getByRole('textbox'))).toBe(true);
  expect(screen.queryByRole('menu')).toBeNull();
  expect(fireEvent.contextMenu(document.body)).toBe(false);
  expect(await names()).not.toEqual([]);
});
