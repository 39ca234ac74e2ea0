// @vitest-environment jsdom
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { nothingKnown } from '../../../electron/contract/origin.ts';
import type { Image } from '../../../electron/contract/records.ts';
import { Failure } from '../../../electron/contract/failure.ts';
import { PlaceContext } from '../../commands/use-commands.ts';
import { image, job } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { Stage } from './Stage.tsx';

afterEach(cleanup);

describe('the stage', () => {
  it('says where to begin, and leaves the form its one button', async () => {
    await renderScreen(<Stage />);
    expect(await screen.findByText(/Press Generate/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Make|Generate/ })).toBeNull();
  });

  it('shows what is being made with its step, and then the picture that came of it', async () => {
    const { fake } = await renderScreen(<Stage />, { pictures: 2 });
    await screen.findByRole('img', { name: image(1).recipe.prompt });
    const running = job(5, { state: 'running' });
    act(() => {
      fake.publish('job.changed', running);
      fake.publish('job.progress', { job: running.id, stage: 'sampling', step: 3, steps: 20, left: 1_200, preview: 2 });
    });
    expect(await screen.findByText('Step 3 of 20')).toBeTruthy();
    expect(screen.getByText('about 1.2 sec left')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Preview of the picture in the making' })).toBeTruthy();
    act(() => {
      fake.publish('image.added', image(9, { prompt: 'the new one' }));
      fake.publish('job.changed', { ...running, state: 'done' });
    });
    expect(await screen.findByRole('img', { name: 'the new one' })).toBeTruthy();
    expect(screen.queryByText('Step 3 of 20')).toBeNull();
  });

  it('says why a picture could not be made, until that is dismissed', async () => {
    const { fake, user } = await renderScreen(<Stage />, { pictures: 1 });
    await screen.findByRole('img', { name: image(0).recipe.prompt });
    const message = 'The disk is full: the picture was not kept. Free some space and try again.';
    act(() => {
      fake.publish(
        'job.changed',
        job(6, { state: 'failed', endedAt: Date.now() + 1_000, error: { code: 'disk-full', message, what: null } }),
      );
    });
    expect((await screen.findByRole('alert')).textContent).toContain(message);
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('asks for the same recipe again, or for a new seed', async () => {
    const { fake, user } = await renderScreen(<Stage />, { pictures: 1 });
    await user.click(await screen.findByRole('button', { name: 'Again' }));
    await user.click(await screen.findByRole('button', { name: 'Vary' }));
    await waitFor(() => expect(fake.calls.filter(({ name }) => name === 'jobs.start')).toHaveLength(2));
    const [again, vary] = fake.calls
      .filter(({ name }) => name === 'jobs.start')
      .map(({ input }) => (input as { recipe: { seed: number; made: unknown } }).recipe);
    expect(again).toMatchObject({ seed: 100, made: null });
    expect(vary?.seed).not.toBe(100);
  });

  it('offers what can be done with a picture that came while another screen was in front', async () => {
    const { fake, studio } = await renderScreen(
      <PlaceContext value="studio">
        <Stage />
      </PlaceContext>,
      { pictures: 1 },
    );
    await screen.findByRole('img', { name: image(0).recipe.prompt });
    const running = job(5, { state: 'running' });
    act(() => {
      fake.publish('job.changed', running);
      studio.layout.getState().go('models');
    });
    await screen.findByText(/Starting|Step|Waiting/);
    act(() => {
      fake.publish('image.added', image(9, { prompt: 'the new one' }));
      fake.publish('job.changed', { ...running, state: 'done' });
    });
    expect(await screen.findByRole('button', { name: 'Enlarge' })).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Again' }).disabled).toBe(false);
  });

  const foreign = { tool: 'A1111', fields: { ...nothingKnown, prompt: 'a fox' }, leftBehind: [] };
  const fromElsewhere = { 'images.byIds': async (ids: readonly Image['id'][]) => ids.map((id) => ({ ...image(0), id, origin: foreign })) };

  it('makes a picture of another program again as far as its file tells, and says what is otherwise', async () => {
    const { fake, user } = await renderScreen(<Stage />, { pictures: 1, handlers: fromElsewhere });
    await user.click(await screen.findByRole('button', { name: 'Again' }));
    await waitFor(() =>
      expect(fake.calls.find(({ name }) => name === 'jobs.start')?.input).toMatchObject({
        recipe: { prompt: 'from a file', seed: 42, lineage: { parent: image(0).sha256, how: 'again' } },
      }),
    );
    expect(await screen.findByText(/Otherwise than there: Clip skip: 2$/)).toBeTruthy();
  });

  it('says why where it cannot, runs nothing, and fills the form with what there is', async () => {
    const refuse = async (): Promise<never> => {
      throw new Failure({ code: 'not-found', message: 'The model “far” that made it is not here.', what: 'recipe.model' });
    };
    const { fake, studio, user } = await renderScreen(<Stage />, { pictures: 1, handlers: { ...fromElsewhere, 'images.again': refuse } });
    await user.click(await screen.findByRole('button', { name: 'Again' }));
    expect(await screen.findByText(/The model “far” that made it is not here/)).toBeTruthy();
    expect(studio.draft.getState().prompt).toBe('a fox');
    expect(fake.calls.some(({ name }) => name === 'jobs.start')).toBe(false);
  });
});
