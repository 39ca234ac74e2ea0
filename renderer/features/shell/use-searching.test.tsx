// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderScreen } from '../../test/render.tsx';
import { useSearching } from './use-searching.tsx';

afterEach(cleanup);

const Shell = () => {
  useSearching();
  return null;
};

it('says which file is read for what, how far that is, and stops it when asked', async () => {
  const { fake, user } = await renderScreen(<Shell />);
  fake.publish('models.searching', { reading: { wanted: 'inkwash', file: 'big.safetensors', done: 1, bytes: 4 } });
  const bar = await screen.findByRole('progressbar', { name: 'Looking for “inkwash” by its content: reading big.safetensors' });
  expect(bar.getAttribute('aria-valuenow')).toBe('25');
  fake.publish('models.searching', { reading: { wanted: 'inkwash', file: 'big.safetensors', done: 3, bytes: 4 } });
  await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('75'));
  await user.click(screen.getByRole('button', { name: 'Stop looking' }));
  expect(fake.calls.some(({ name }) => name === 'models.stopSearch')).toBe(true);
  fake.publish('models.searching', { reading: null });
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
});
