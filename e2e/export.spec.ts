import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

test('selected pictures are exported with E, under names that were shown before', async ({
  desk: { generate, stage, library, page },
  home,
}) => {
  await generate.field('Seed').fill('7');
  for (const [index, prompt] of ['a red apple', 'a blue apple'].entries()) {
    await generate.make(prompt, 2);
    await expect(stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
  }
  await library.open();
  await expect(library.cells).toHaveCount(2);
  await library.picture('a red apple').click({ modifiers: ['Control'] });
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Export 1 picture' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('radiogroup', { name: 'Format' }).getByText('WebP').click();
  await dialog.getByRole('textbox', { name: 'Names' }).fill('best/{nonsense}');
  await expect(dialog.getByText('There is no key “{nonsense}”.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Names' }).fill('best/{prompt}-{counter:3}');
  await expect(dialog.getByText('best/a-red-apple-001.webp')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Words in the picture' }).selectOption('None');
  const target = join(home, 'out');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(target);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(dialog.getByText('1 picture exported.')).toBeVisible();
  expect(await readdir(join(target, 'best'))).toEqual(['a-red-apple-001.webp']);
  expect((await readFile(join(target, 'best', 'a-red-apple-001.webp'))).includes('apple')).toBe(false);
  await expect(dialog.getByRole('button', { name: 'Show in folder' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  // the same again: nothing is replaced without being told
  await page.keyboard.press('e');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('is there already');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('Verify makes a picture once more from its own file', async ({ desk: { generate, stage, page } }) => {
  await generate.make('a green apple', 2);
  await expect(stage.picture('a green apple')).toBeVisible({ timeout: 60_000 });
  await stage.action('Verify').click();
  await expect(page.getByText('every pixel is the same')).toBeVisible({ timeout: 60_000 });
  await expect(stage.strip).toHaveCount(1);
});
