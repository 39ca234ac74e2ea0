// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { lora } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { Form } from '../generate/Form.tsx';

afterEach(cleanup);

// jsdom lays nothing out: a list that shows what is in sight needs a height
beforeAll(() => {
  Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, value: 600 });
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: 250 });
  Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, value: 900 });
});

it('of 2,000 LoRAs only those in sight exist; a broken picture gives way to letters, a misfit says so', async () => {
  const files = Array.from({ length: 2000 }, (_, i) => ({ ...lora, id: `lora-${i}`, name: `brush-${i}`, title: null }));
  const { studio, user } = await renderScreen(<Form />, {
    handlers: { 'models.files': async () => files, 'models.loraFits': async () => '“brush-0” fits no part of this model.' },
  });
  const field = await screen.findByRole('group', { name: 'LoRAs' });
  await user.click(within(field).getByRole('button', { name: 'Add' }));
  const picker = await screen.findByRole('dialog', { name: 'LoRAs' });
  const cards = await within(picker).findAllByRole('listitem');
  expect(cards.length).toBeLessThan(60);
  expect(cards[0]!.getAttribute('aria-setsize')).toBe('2000');
  fireEvent.error(cards[0]!.querySelector('img')!);
  expect(cards[0]!.querySelector('img')).toBeNull();
  await user.click(within(cards[0]!).getByRole('button'));
  expect(studio.draft.getState().loras).toHaveLength(1);
  expect(await within(picker).findByText(/fits no part/)).toBeDefined();
});

it('LoRAs are searched, chosen once, weighed, and give their words to the prompt', async () => {
  const { studio, user } = await renderScreen(<Form />);
  const field = await screen.findByRole('group', { name: 'LoRAs' });
  await user.click(within(field).getByRole('button', { name: 'Add' }));
  const picker = await screen.findByRole('dialog', { name: 'LoRAs' });
  await user.type(within(picker).getByRole('textbox'), 'sumi ada');
  expect(within(picker).queryByRole('button', { name: /more_detail/ })).toBeNull();
  await user.click(await within(picker).findByRole('button', { name: /Ink wash/ }));
  expect(studio.draft.getState().loras).toEqual([{ name: 'inkwash', hash: 'a1b2c3d4e5'.padEnd(64, '0'), weight: 1, textWeight: null }]);
  await user.click(await within(picker).findByRole('button', { name: /Ink wash/ }));
  expect(studio.draft.getState().loras).toEqual([]);
  await user.click(await within(picker).findByRole('button', { name: /Ink wash/ }));
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
