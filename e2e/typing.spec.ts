import type { CDPSession } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** A key as a keyboard of another script sends it. */
const press = async (keyboard: CDPSession, code: string, key: string, mod = 0): Promise<void> => {
  const windowsVirtualKeyCode = code.charCodeAt(code.length - 1);
  for (const type of ['rawKeyDown', 'keyUp'] as const)
    await keyboard.send('Input.dispatchKeyEvent', { type, code, key, modifiers: mod, windowsVirtualKeyCode });
};
const control = 2;

test('an input method has the keys while it composes, and what it wrote is completed then', async ({ desk: { page, generate, stage } }) => {
  await generate.make('りんごと海', 2);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await generate.prompt.fill('');
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'りん', selectionStart: 2, selectionEnd: 2 });
  await expect(generate.prompt).toHaveValue('りん');
  await press(keyboard, 'Escape', 'Escape');
  await press(keyboard, 'ArrowUp', 'ArrowUp');
  await expect(generate.prompt).toHaveValue('りん');
  await expect(page.getByRole('option')).toHaveCount(0);
  // Escape is the method's, else it would have left the field
  await expect(generate.prompt).toBeFocused();
  await keyboard.send('Input.insertText', { text: 'りん' });
  await expect(page.getByRole('option')).toHaveText(['りんごと海']);
  await page.keyboard.press('Tab');
  await expect(generate.prompt).toHaveValue('りんごと海');
  await page.keyboard.press('Escape');
  await expect(generate.prompt).not.toBeFocused();
});

test('commands lie on the same keys of an Arabic, a Devanagari and a French keyboard', async ({ desk: { page, generate } }) => {
  const keyboard = await page.context().newCDPSession(page);
  const heading = page.getByRole('heading', { level: 1 });
  const rail = page.getByRole('navigation').getByRole('button', { name: 'Studio' });
  await rail.focus();
  for (const key of ['٢', '२', 'é']) {
    await press(keyboard, 'Digit2', key);
    await expect(heading, key).toHaveText('Library');
    await press(keyboard, 'Digit1', '&');
    await expect(heading, key).toHaveText('Make a picture');
  }
  for (const key of ['ن', 'क']) {
    await press(keyboard, 'KeyK', key, control);
    await expect(page.getByRole('dialog'), key).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog'), key).toBeHidden();
  }
  await press(keyboard, 'KeyP', 'ح');
  await expect(generate.prompt).toBeFocused();
});

test('a picture is pasted from the clipboard by its key, wherever the focus is; words stay words', async ({ desk: { page, generate } }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copy = (text: string | null): Promise<void> =>
    page.evaluate(async (words) => {
      const canvas = new OffscreenCanvas(64, 64);
      canvas.getContext('2d')?.fillRect(0, 0, 32, 64);
      const picture = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': picture, ...(words === null ? {} : { 'text/plain': new Blob([words], { type: 'text/plain' }) }) }),
      ]);
    }, text);
  await copy(null);
  await page.getByRole('navigation').getByRole('button', { name: 'Studio' }).focus();
  await page.keyboard.press('ControlOrMeta+v');
  const dialog = page.getByRole('dialog', { name: 'What is this picture for?' });
  await dialog.getByRole('button', { name: 'Start from it' }).press('Enter');
  await expect(generate.form.getByRole('img', { name: 'The picture that the next one starts from' })).toBeVisible();
  await generate.prompt.fill('');
  await page.keyboard.press('ControlOrMeta+v');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(generate.prompt).toBeFocused();
  await copy('a red fish');
  await page.keyboard.press('ControlOrMeta+v');
  await expect(generate.prompt).toHaveValue('a red fish');
  await expect(dialog).toBeHidden();
});
