// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import { renderScreen } from '../../test/render.tsx';
import { OfferMany } from './OfferMany.tsx';

afterEach(cleanup);

const files = Array.from({ length: 5 }, (_, n) => new File([String(n)], `${n}.png`));

/** A library that takes a picture only when it is told to. */
const slowLibrary = () => {
  const asked: { name: string; answer: (outcome: 'added' | 'known') => void }[] = [];
  const add = ({ name }: { name: string }): Promise<CallOutput<'imports.add'>> =>
    new Promise((resolve) => {
      asked.push({ name, answer: (outcome) => resolve({ outcome, image: null, reason: null }) });
    });
  return { asked, add };
};

it('shows how far it is; a stop ends after the picture under way, and what is there stays', async () => {
  const { asked, add } = slowLibrary();
  const { user } = await renderScreen(<OfferMany files={files} onEnd={() => undefined} />, { handlers: { 'imports.add': add } });
  await user.click(screen.getByRole('button', { name: 'Add 5 pictures' }));
  await screen.findByText('0 of 5');
  await expect.poll(() => asked.length).toBe(1);
  await act(async () => asked[0]?.answer('added'));
  expect(await screen.findByText('1 of 5')).toBeTruthy();
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('20');
  await expect.poll(() => asked.length).toBe(2);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await act(async () => asked[1]?.answer('known'));
  expect(await screen.findByText('1 added, 1 were there already, 0 refused.')).toBeTruthy();
  expect(screen.getByText('Stopped; 3 pictures are left.')).toBeTruthy();
  expect(asked.map(({ name }) => name)).toEqual(['0.png', '1.png']);
});
