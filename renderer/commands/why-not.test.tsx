// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { nothingKnown, type Origin } from '../../electron/contract/origin.ts';
import { keys } from '../api/queries.ts';
import { image, imageId } from '../test/fake-data.ts';
import { renderScreen } from '../test/render.tsx';
import type { CommandContext } from './command.ts';
import { verify } from './export.ts';
import { commands } from './index.ts';
import { useCommandContext, useShortcuts } from './use-commands.ts';

afterEach(cleanup);

const nothingCovers = (): boolean => false;
const Keyboard = ({ tell }: Readonly<{ tell: (context: CommandContext) => void }>) => {
  useShortcuts(commands, nothingCovers);
  tell(useCommandContext());
  return null;
};

const inLibrary = async () => {
  const contexts: CommandContext[] = [];
  const rendered = await renderScreen(<Keyboard tell={(context) => contexts.push(context)} />);
  rendered.studio.layout.getState().go('library');
  const isOffered = (): boolean => contexts.slice(-1).some((context) => verify.when(context));
  return { ...rendered, isOffered };
};

it.each([1, 5])('compare says how many it wants when %i are selected', async (count) => {
  const { studio, user } = await inLibrary();
  studio.selection.getState().set(Array.from({ length: count }, (_, n) => imageId(n)));
  await user.keyboard('k');
  expect(await screen.findByText('Select two to four pictures to compare them.')).toBeTruthy();
  expect(studio.gallery.getState().compared).toEqual([]);
});

it.each<readonly [string, Origin]>([
  ['There is no recipe of Tincture in this file, so there is nothing to run again.', { tool: null, fields: nothingKnown, leftBehind: [] }],
  ['Its file does not say the prompt and the seed.', { tool: 'A1111', fields: { ...nothingKnown, prompt: 'a cat' }, leftBehind: [] }],
  ['Its file does not say which model made it.', { tool: 'A1111', fields: { ...nothingKnown, prompt: 'a cat', seed: 1 }, leftBehind: [] }],
])('Verify is not offered where the file says too little, and its key says so: %s', async (why, origin) => {
  const { studio, user, fake, isOffered } = await inLibrary();
  studio.cache.setQueryData(keys.image(imageId(0)), { ...image(0), origin });
  studio.gallery.getState().moveTo(imageId(0));
  expect(isOffered()).toBe(false);
  await user.keyboard('{Shift>}R{/Shift}');
  expect(await screen.findByText(why)).toBeTruthy();
  expect(fake.calls.some(({ name }) => name === 'images.verify')).toBe(false);
  studio.cache.setQueryData(keys.image(imageId(0)), image(0));
  expect(isOffered()).toBe(true);
});
