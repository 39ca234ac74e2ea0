// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Model } from '../../electron/contract/records.ts';
import { Form } from '../features/generate/Form.tsx';
import { model } from '../test/fake-data.ts';
import { renderScreen } from '../test/render.tsx';

afterEach(cleanup);

it('an early press of Generate waits for the form’s model instead of being lost', async () => {
  let arrive: (models: Model[]) => void = () => undefined;
  const models = new Promise<Model[]>((resolve) => {
    arrive = resolve;
  });
  const { fake, user } = await renderScreen(<Form />, { handlers: { 'models.list': () => models } });
  await user.click(screen.getByRole('button', { name: /^Generate/ }));
  expect(fake.calls.some(({ name }) => name === 'jobs.start')).toBe(false);
  arrive([model]);
  await waitFor(() => expect(fake.calls.filter(({ name }) => name === 'jobs.start')).toHaveLength(1));
  expect(fake.calls.find(({ name }) => name === 'jobs.start')?.input).toMatchObject({
    recipe: { prompt: 'a red balloon on a beach', model: { id: 'starter' }, width: 128 },
  });
});

it('what is typed after an early press does not change what was pressed', async () => {
  const arrival = Promise.withResolvers<Model[]>();
  const { fake, user } = await renderScreen(<Form />, { handlers: { 'models.list': () => arrival.promise } });
  const prompt = screen.getByRole('textbox', { name: 'Prompt' });
  await user.type(prompt, 'a lighthouse');
  await user.click(screen.getByRole('button', { name: /^Generate/ }));
  await user.type(prompt, ' at night');
  arrival.resolve([model]);
  await waitFor(() => expect(fake.calls.filter(({ name }) => name === 'jobs.start')).toHaveLength(1));
  expect(fake.calls.find(({ name }) => name === 'jobs.start')?.input).toMatchObject({
    recipe: { prompt: 'a lighthouse', model: { id: 'starter' } },
  });
  expect(prompt).toHaveProperty('value', 'a lighthouse at night');
});
