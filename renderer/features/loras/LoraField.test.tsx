// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderScreen } from '../../test/render.tsx';
import { Form } from '../generate/Form.tsx';

it('LoRAs are searched, chosen once, weighed, and give their words to the prompt', async () => {
  const { studio, user } = await renderScreen(<Form />);
  const field = await screen.findByRole('group', { name: 'LoRAs' });
  await user.click(within(field).getByRole('button', { name: 'Add' }));
  const picker = await screen.findByRole('dialog', { name: 'LoRAs' });
  await user.type(within(picker).getByRole('textbox'), 'sumi ada');
  expect(within(picker).queryByRole('button', { name: /more_detail/ })).toBeNull();
  await user.click(within(picker).getByRole('button', { name: /Ink wash/ }));
  expect(studio.draft.getState().loras).toEqual([{ name: 'inkwash', hash: 'a1b2c3d4e5'.padEnd(64, '0'), weight: 1, textWeight: null }]);
  await user.click(within(picker).getByRole('button', { name: /Ink wash/ }));
  expect(studio.draft.getState().loras).toEqual([]);
  await user.click(within(picker).getByRole('button', { name: /Ink wash/ }));
  await user.click(within(picker).getByRole('button', { name: 'Close' }));
  studio.draft.getState().edit({ prompt: 'a boat,' });
  await user.click(within(field).getByRole('button', { name: 'sumi-e' }));
  expect(studio.draft.getState().prompt).toBe('a boat, sumi-e');
  const weight = within(field).getByRole('textbox', { name: 'Weight of inkwash' });
  await user.clear(weight);
  await user.type(weight, '0.4');
  expect(studio.draft.getState().loras[0]?.weight).toBe(0.4);
  await user.click(within(field).getByRole('button', { name: 'Remove inkwash' }));
  expect(studio.draft.getState().loras).toEqual([]);
});
