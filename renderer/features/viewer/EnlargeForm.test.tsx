// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { image, model } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { EnlargeForm } from './EnlargeForm.tsx';

afterEach(cleanup);

it('shows the strength as it is chosen, without a pointer on it', async () => {
  await renderScreen(<EnlargeForm image={image(0)} models={[model]} close={() => undefined} />);
  const slider = screen.getByRole('slider', { name: 'Strength' });
  expect(screen.getByText('0.35')).toBeTruthy();
  fireEvent.keyDown(slider, { key: 'ArrowRight' });
  expect(screen.getByText('0.4')).toBeTruthy();
});

it('says why a picture whose pixels were computed already gets no more of them', async () => {
  const larger = image(0, { enlarged: { by: 'lanczos3@1', width: 256, height: 256 } });
  await renderScreen(<EnlargeForm image={larger} models={[model]} close={() => undefined} />);
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'More pixels' }).disabled).toBe(true);
  expect(screen.getByText(/go back to the picture that it was enlarged from/)).toBeTruthy();
  cleanup();
  await renderScreen(<EnlargeForm image={image(0)} models={[model]} close={() => undefined} />);
  expect(screen.queryByText(/go back to the picture/)).toBeNull();
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'More pixels' }).disabled).toBe(false);
});
