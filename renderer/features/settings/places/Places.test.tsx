// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { LibraryMove, Places as Where } from '../../../../electron/contract/places.ts';
import { renderScreen } from '../../../test/render.tsx';
import { Places } from './Places.tsx';

afterEach(cleanup);

const where: Where = { library: '/pictures', models: '/models', store: '/store', exports: '/exports', move: null, rebuild: null };
const moving: LibraryMove = { from: '/pictures', to: '/disk', state: 'copying', files: 3, total: 9, error: null };

test('the library is moved, the move is followed, and one that was cut off can go on or be given up', async () => {
  const { fake, user } = await renderScreen(<Places />);
  await user.type(await screen.findByRole('textbox', { name: 'Move the library' }), '/disk');
  await user.click(screen.getByRole('button', { name: 'Move' }));
  expect(fake.calls).toContainEqual({ name: 'library.move', input: '/disk' });

  fake.publish('places.changed', { ...where, move: moving });
  expect(await screen.findByText('Copying to /disk: 3 of 9 files')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  expect(fake.calls).toContainEqual({ name: 'library.stopMove', input: null });

  fake.publish('places.changed', { ...where, move: { ...moving, state: 'interrupted' } });
  await user.click(await screen.findByRole('button', { name: 'Go on' }));
  expect(fake.calls.filter(({ name }) => name === 'library.move')).toHaveLength(2);
  expect(screen.getByRole('button', { name: 'Give up and remove the copies' })).toBeTruthy();

  fake.publish('places.changed', { ...where, library: '/disk' });
  expect(await screen.findByText('/disk')).toBeTruthy();
});

test('what the last look at the files found is listed by name', async () => {
  const { user, fake } = await renderScreen(<Places />);
  fake.publish('library.checked', {
    checkedAt: 1,
    how: 'thorough',
    pictures: 9,
    added: [],
    moved: [],
    missing: ['2026-11-21/a-fish.png'],
    changed: [],
    unread: [],
  });
  await user.click(await screen.findByText('1 picture has no file'));
  expect(screen.getByText('2026-11-21/a-fish.png')).toBeTruthy();
});

test('the index is made anew after a question, can be stopped, and what could not be read is listed and copied', async () => {
  const { fake, user } = await renderScreen(<Places />);
  await user.click(await screen.findByRole('button', { name: 'Make it anew…' }));
  expect(fake.calls.some(({ name }) => name === 'library.rebuild')).toBe(false);
  await user.click(await screen.findByRole('button', { name: 'Make it anew' }));
  expect(fake.calls).toContainEqual({ name: 'library.rebuild', input: null });

  const reading = { state: 'reading', done: 3, total: 9, result: null, error: null } as const;
  fake.publish('places.changed', { ...where, rebuild: reading });
  expect(await screen.findByText('Pictures read: 3 of 9')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  expect(fake.calls).toContainEqual({ name: 'library.stopRebuild', input: null });

  const unread = [{ file: 'day/cut.png', reason: { id: 'file.cut-off', with: {} } }] as const;
  fake.publish('places.changed', {
    ...where,
    rebuild: { ...reading, state: 'done', result: { pictures: 8, unread: [...unread], backup: '/old.sqlite', lost: null } },
  });
  expect(await screen.findByText(/8 pictures are in the new index/)).toBeTruthy();
  await user.click(screen.getByText('1 file could not be read'));
  expect(screen.getByText('day/cut.png')).toBeTruthy();
  expect(screen.getByText('The file is cut off.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Copy the list' }));
  expect(await navigator.clipboard.readText()).toBe('day/cut.png: The file is cut off.');
});
