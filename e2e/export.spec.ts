import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Desk, expect, test } from './fixtures.ts';

/** A red and a blue one, shown in the library. */
const makeApples = async ({ generate, stage, library }: Desk): Promise<void> => {
  await generate.field('Seed').fill('7');
  for (const [index, prompt] of ['a red apple', 'a blue apple'].entries()) {
    await generate.make(prompt, 2);
    await expect(stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
  }
  await library.open();
  await expect(library.cells).toHaveCount(2);
};

test('selected pictures are exported with E, under names that were shown before', async ({ desk, home }) => {
  const { library, page } = desk;
  await makeApples(desk);
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

test('a data set is made by keys alone: its files are where the example says, and the dialog says where that is', async ({
  desk,
  home,
}) => {
  const { library, page } = desk;
  await page.setViewportSize({ width: 900, height: 600 });
  await makeApples(desk);
  await library.picture('a blue apple').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Export 2 pictures' });
  await expect(dialog.getByRole('button', { name: 'Export', exact: true })).toBeFocused();
  await dialog.getByRole('radio', { name: 'Data set' }).press('Space');
  await dialog.getByRole('textbox', { name: 'Names' }).fill('{seed}/{prompt}');
  await expect(dialog.getByText('train/7-a-blue-apple.png')).toBeVisible();
  const layout = dialog.getByRole('combobox', { name: 'Layout' });
  await layout.focus();
  await layout.press('w');
  await expect(dialog.getByText('train-000000.tar/7-a-blue-apple.png')).toBeVisible();
  await expect(dialog.getByText('Tar files of pictures with their captions')).toBeVisible();
  await layout.press('Home');
  await dialog
    .getByRole('spinbutton', { name: 'Validation share' })
    .or(dialog.getByRole('textbox', { name: 'Validation share' }))
    .fill('50');
  const target = join(home, 'apples');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(target);
  // nothing that scrolls below it is seen through the foot
  const foot = await dialog.getByRole('button', { name: 'Export', exact: true }).boundingBox();
  expect(
    await page.evaluate(
      (y) => Array.from({ length: 60 }, (_, n) => document.elementFromPoint(120 + 10 * n, y)?.closest('select, input, label') ?? null),
      (foot?.y ?? 0) + 10,
    ),
  ).toEqual(Array.from({ length: 60 }, () => null));
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('2 pictures exported.')).toBeVisible();
  await expect(dialog.getByText(target)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeFocused();
  expect((await readdir(target)).toSorted((a, b) => a.localeCompare(b))).toEqual(['README.md', 'train', 'validation']);
  const files = await Promise.all(['train', 'validation'].map((part) => readdir(join(target, part))));
  expect(files.flat().toSorted((a, b) => a.localeCompare(b))).toEqual([
    '7-a-blue-apple.png',
    '7-a-red-apple.png',
    'metadata.jsonl',
    'metadata.jsonl',
  ]);
});

test('Verify makes a picture once more from its own file', async ({ desk: { generate, stage, page } }) => {
  await generate.make('a green apple', 2);
  await expect(stage.picture('a green apple')).toBeVisible({ timeout: 60_000 });
  await stage.action('Verify').click();
  await expect(page.getByText('every pixel is the same')).toBeVisible({ timeout: 60_000 });
  await expect(stage.strip).toHaveCount(1);
});
