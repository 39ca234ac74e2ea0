import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Page } from '@playwright/test';
import { a1111Text, comfyPrompt, pngWith } from '../electron/host/testing/foreign-files.ts';
import { expect, test } from './fixtures.ts';

/** Files let go over the middle of the window, as a person does who does not aim. */
const drop = async (page: Page, files: Readonly<Record<string, Buffer>>): Promise<void> => {
  const named = Object.entries(files).map(([name, bytes]) => ({ name, base64: bytes.toString('base64') }));
  await page.evaluate((all) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of all)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: 'image/png' }));
    document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, named);
};
const offer = (page: Page) => page.getByRole('dialog', { name: 'What is this picture for?' });

test('another program’s picture is dropped: its settings fill the form, and what has no place here is told', async ({
  desk: { page, generate },
}) => {
  await drop(page, { 'fox.png': await pngWith({ parameters: a1111Text.replace('second line', 'second line <lora:ink:0.8>') }) });
  await expect(offer(page).getByText('Made with A1111')).toBeVisible();
  await expect(offer(page).getByText('Clip skip')).toBeVisible();
  await expect(offer(page).getByText('Model, which is not installed')).toBeVisible();
  await expect(offer(page).getByText('LoRA ink')).toBeVisible();
  await offer(page).getByRole('button', { name: 'Use its settings' }).click();
  await expect(page.getByText(/without what has no place here: .*Clip skip/)).toBeVisible();
  await expect(generate.prompt).toHaveValue('masterpiece, a red fox in snow, (sharp focus:1.2)\nsecond line');
  await expect(generate.field('Seed')).toHaveValue('1234567890');
  if (!(await generate.field('Steps').isVisible())) await generate.more();
  await expect(generate.field('Steps')).toHaveValue('28');
});

test('one of ours gives back all that made it', async ({ studio, desk: { page, generate, stage } }) => {
  await generate.make('a red apple on a beach', 4);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  const library = join(studio.home, 'library');
  const [file] = (await readdir(library, { recursive: true })).filter((name) => name.endsWith('.png'));
  await generate.prompt.fill('something else');
  await generate.field('Steps').fill('9');
  await drop(page, { 'apple.png': await readFile(join(library, file ?? '')) });
  await expect(offer(page).getByText('Made with Tincture')).toBeVisible();
  await offer(page).getByRole('button', { name: 'Use its settings' }).click();
  await expect(generate.prompt).toHaveValue('a red apple on a beach');
  await expect(generate.field('Steps')).toHaveValue('4');
});

test('a picture is started from, and one that says nothing is told so', async ({ desk: { page, generate } }) => {
  const plain = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#3060c0' } })
    .png()
    .toBuffer();
  await drop(page, { 'blue.png': plain });
  await expect(offer(page).getByText('The file says nothing of how it was made.')).toBeVisible();
  await expect(offer(page).getByRole('button', { name: 'Use its settings' })).toBeDisabled();
  await expect(offer(page).getByRole('button', { name: 'Start from it' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(generate.form.getByRole('img', { name: 'The picture that the next one starts from' })).toBeVisible();
});

test('pictures are added, found by what they say, used again, and not added twice', async ({ desk: { page, generate, library } }) => {
  const files = {
    'a.png': await pngWith({ parameters: a1111Text }, '#c04020'),
    'b.png': await pngWith({ prompt: JSON.stringify(comfyPrompt) }, '#20a040'),
    'c.png': Buffer.from('no picture'),
  };
  await drop(page, files);
  const many = page.getByRole('dialog', { name: 'Add 3 pictures' });
  await many.getByRole('button', { name: 'Add 3 pictures' }).click();
  await expect(many.getByText('2 added, 0 were there already, 1 refused.')).toBeVisible();
  await many.getByText('1 file is no picture').click();
  await expect(many.getByText('This is no PNG, JPEG, WebP or AVIF file.')).toBeVisible();
  await many.getByRole('button', { name: 'Show the library' }).click();
  await expect(library.cells).toHaveCount(2);
  await library.search.fill('galaxy');
  await expect(library.cells).toHaveCount(1);
  await library.cells.first().getByRole('button').first().dblclick();
  await expect(library.recipe.getByText('ComfyUI', { exact: true })).toBeVisible();
  await page.keyboard.press('u');
  await expect(generate.prompt).toHaveValue('a glass bottle, galaxy inside');

  await drop(page, files);
  await many.getByRole('button', { name: 'Add 3 pictures' }).click();
  await expect(many.getByText('0 added, 2 were there already, 1 refused.')).toBeVisible();
});
