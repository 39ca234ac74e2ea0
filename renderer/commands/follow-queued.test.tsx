// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { image, imageId } from '../test/fake-data.ts';
import { renderScreen } from '../test/render.tsx';
import { startRecipe } from './picture.ts';
import { useCommandContext } from './use-commands.ts';

afterEach(cleanup);

const Again = () => {
  const context = useCommandContext();
  return (
    <button type="button" onClick={() => void startRecipe(context, image(0).recipe)}>
      Again
    </button>
  );
};

it('what is started from the library can be watched at once', async () => {
  const { studio, user } = await renderScreen(<Again />);
  act(() => {
    studio.layout.getState().go('library');
    studio.layout.getState().open(imageId(0));
  });
  await user.click(screen.getByRole('button', { name: 'Again' }));
  expect(await screen.findByText('One picture joins the queue.')).toBeTruthy();
  expect(studio.layout.getState().view).toBe('library');
  await user.click(screen.getByRole('button', { name: 'Watch' }));
  expect(studio.layout.getState()).toMatchObject({ view: 'studio', shown: null });
});
