// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../test/fake-studio.ts';
import { renderScreen } from '../../test/render.tsx';
import { Form } from './Form.tsx';

afterEach(cleanup);

const prompt = () => screen.getByRole('textbox', { name: 'Prompt' });
const generate = () => screen.getByRole('button', { name: /^Generate/ });

describe('the form', () => {
  it('holds an example and the model’s own settings at the first start', async () => {
    await renderScreen(<Form />);
    await waitFor(() => expect(prompt()).toHaveProperty('value', 'a red balloon on a beach'));
    expect(screen.getByRole('textbox', { name: 'Width' })).toHaveProperty('value', '128');
  });

  it('starts what it shows, and keeps a seed that someone typed', async () => {
    const { fake, user } = await renderScreen(<Form />, { pictures: 1 });
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Width' })).toHaveProperty('value', '128'));
    await user.type(prompt(), 'a fish');
    await user.clear(screen.getByRole('textbox', { name: 'Seed' }));
    await user.type(screen.getByRole('textbox', { name: 'Seed' }), '42');
    await user.click(generate());
    await waitFor(() => expect(fake.calls.some(({ name }) => name === 'jobs.start')).toBe(true));
    expect(fake.calls.find(({ name }) => name === 'jobs.start')?.input).toMatchObject({
      count: 1,
      recipe: { prompt: 'a fish', seed: 42, steps: 20 },
    });
  });

  it('says at the field what is wrong, asks the host for nothing, and forgets it when the field changes', async () => {
    const { fake, user } = await renderScreen(<Form />, { pictures: 1 });
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Width' })).toHaveProperty('value', '128'));
    await user.click(generate());
    expect(await screen.findByText('Write what the picture should show.')).toBeTruthy();
    expect(fake.calls.some(({ name }) => name === 'jobs.start')).toBe(false);
    await user.type(prompt(), 'x');
    expect(screen.queryByText('Write what the picture should show.')).toBeNull();
  });

  it.each([
    ['steps', 'Ten steps are too many for this sampler.', 'Steps'],
    ['sampler', 'Heun and this schedule do not fit.', 'Sampler'],
  ])('puts a refusal of the host that is about %s at that field, out of the fold', async (what, message, label) => {
    const { user } = await renderScreen(<Form />, {
      handlers: { 'jobs.start': async () => Promise.reject(new Refusal({ code: 'bad-input', message, what })) },
    });
    await waitFor(() => expect(prompt()).toHaveProperty('value', 'a red balloon on a beach'));
    await user.click(generate());
    expect(await screen.findByText(message)).toBeTruthy();
    await waitFor(() => expect(screen.getByLabelText(label, { selector: 'input' }).getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByRole('button', { name: 'Fewer settings' }).getAttribute('aria-expanded')).toBe('true');
  });

  it.each([
    ['disk-full', 'The disk is full: 2 MB are needed. Free some space and try again.'],
    ['read-only', 'The library folder cannot be written to.'],
  ] as const)('shows a refusal that belongs to no field above the button: %s', async (code, message) => {
    const { user } = await renderScreen(<Form />, {
      handlers: { 'jobs.start': async () => Promise.reject(new Refusal({ code, message, what: '/home/ada/Pictures' })) },
    });
    await waitFor(() => expect(prompt()).toHaveProperty('value', 'a red balloon on a beach'));
    await user.click(generate());
    expect((await screen.findByRole('alert')).textContent).toBe(message);
  });
});
