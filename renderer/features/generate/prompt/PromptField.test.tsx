// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { capabilities } from '../../../test/fake-data.ts';
import { renderScreen } from '../../../test/render.tsx';
import { Prompts } from '../Prompts.tsx';

afterEach(cleanup);

const a1111 = { ...capabilities.promptSyntax[0]!, id: 'a1111-weights@1', label: 'A1111 weights' };
const open = async () => {
  const view = await renderScreen(<Prompts />, {
    pictures: 8,
    handlers: { 'studio.capabilities': async () => ({ ...capabilities, promptSyntax: [...capabilities.promptSyntax, a1111] }) },
  });
  view.studio.draft.getState().edit({ model: 'starter' });
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Prompt' });
  return { ...view, field };
};

describe('the prompt', () => {
  it('weighs the word at the caret by keys, in a syntax that knows weights', async () => {
    const { field, user, studio } = await open();
    await user.type(field, 'a red fish');
    field.setSelectionRange(3, 3);
    await user.keyboard('{Control>}{ArrowUp}{/Control}');
    await waitFor(() => expect(field.value).toBe('a (red:1.1) fish'));
    expect(studio.draft.getState().promptSyntax?.id).toBe('a1111-weights@1');
    expect([field.selectionStart, field.selectionEnd]).toEqual([3, 6]);
    await user.keyboard('{Control>}{ArrowDown}{ArrowDown}{/Control}');
    await waitFor(() => expect(field.value).toBe('a (red:0.9) fish'));
  });

  it('offers words of the log, takes one by Tab, and closes on Escape', async () => {
    const { field, user } = await open();
    await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull());
    await user.type(field, 'my um');
    expect((await screen.findByRole('option', { name: 'umbrella' })).getAttribute('aria-selected')).toBe('false');
    await user.keyboard('{Tab}');
    expect(field.value).toBe('my umbrella');
    expect(document.activeElement).toBe(field);
    await user.type(field, ' __an');
    expect(await screen.findByRole('option', { name: /__animals__/ })).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('listbox')).toBeNull();
    await user.keyboard('{Enter}');
    expect(field.value).toBe('my umbrella __an\n');
  });

  it('offers the LoRAs of the model folders', async () => {
    const { field, user } = await open();
    await user.type(field, 'a <lora:more');
    await user.click(await screen.findByRole('option', { name: /more_detail/ }));
    expect(field.value).toBe('a <lora:more_detail:1>');
  });

  it('walks through earlier prompts and comes back to what was being written', async () => {
    const { field, user, fake } = await open();
    await waitFor(() => expect(fake.calls.some(({ name }) => name === 'prompts.list')).toBe(true));
    await user.type(field, 'mine');
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(field.value).not.toBe('mine'));
    const last = field.value;
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect([last, 'mine']).not.toContain(field.value);
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(field.value).toBe(last);
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(field.value).toBe('mine');
  });

  it('counts tokens as the model does', async () => {
    const { field, user } = await open();
    await user.type(field, 'one two three');
    expect(await screen.findByText('3/75')).toBeTruthy();
  });
});
