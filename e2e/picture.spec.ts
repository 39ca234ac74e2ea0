import { expect, test } from './fixtures.ts';
import { chooseByKey } from './pages/menu.ts';
import { shotOf } from './pages/stage.ts';

test('Again makes the same picture, Vary another one with the same recipe', async ({ desk: { generate, stage } }) => {
  await generate.field('Seed').fill('7');
  await generate.make('a red balloon on a beach', 4);
  const picture = stage.picture('a red balloon on a beach');
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await expect(picture).toBeVisible();
  const first = await shotOf(picture);
  await expect(stage.fact('Seed')).toHaveText('7');

  await stage.action('Again').click();
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });
  await expect(picture).toBeVisible();
  await expect(stage.fact('Seed')).toHaveText('7');
  expect((await shotOf(picture)).equals(first)).toBe(true);

  await stage.action('Vary').click();
  await expect(stage.strip).toHaveCount(3, { timeout: 60_000 });
  await expect(picture).toBeVisible();
  await expect(stage.fact('Seed')).not.toHaveText('7');
  await expect(stage.fact('Steps')).toHaveText('4');
  expect((await shotOf(picture)).equals(first)).toBe(false);
});

test('the recipe goes back into the form, the prompt onto the clipboard', async ({ desk: { generate, stage, page } }) => {
  await generate.field('Seed').fill('11');
  await generate.make('an orange fox in the desert', 5);
  await expect(stage.picture('an orange fox in the desert')).toBeVisible({ timeout: 60_000 });
  await generate.prompt.fill('something else');
  await generate.field('Steps').fill('9');
  await stage.action('Copy').click();
  await page.getByRole('menuitem', { name: 'Copy prompt' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  await stage.action('Use settings').click();
  await expect(generate.prompt).toHaveValue('an orange fox in the desert');
  await expect(generate.field('Steps')).toHaveValue('5');
  await expect(generate.field('Seed')).toHaveValue('11');
});

test('deleted pictures come back by Undo, in their place', async ({ desk: { generate, stage, library, page } }) => {
  for (const [index, prompt] of ['a red apple', 'a blue apple', 'a green apple'].entries()) {
    await generate.make(prompt, 2);
    await expect(stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
  }
  await library.open();
  await expect(library.cells).toHaveCount(3);
  await library.picture('a blue apple').click({ modifiers: ['Control'] });
  await page.getByRole('toolbar', { name: '1 selected' }).getByRole('button', { name: 'Delete' }).click();
  await expect(library.cells).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(library.cells).toHaveCount(3);
  await expect(library.cells.nth(1).getByRole('button', { name: 'a blue apple', exact: true })).toBeVisible();
  await library.search.fill('green');
  await expect(library.cells).toHaveCount(1);
  await library.search.fill('zebra');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('the right button, and Shift+F10, offer what can be done with a picture', async ({ desk: { generate, stage, library, page } }) => {
  for (const [index, prompt] of ['a red apple', 'a blue apple'].entries()) {
    await generate.make(prompt, 2);
    await expect(stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
  }
  const menu = page.getByRole('menu', { name: 'What to do with this picture' });
  await stage.strip.nth(1).click({ button: 'right' });
  await expect(menu).toBeVisible();
  await expect(stage.picture('a red apple')).toBeVisible();
  await menu.getByRole('menuitem', { name: 'Use settings' }).click();
  await expect(generate.prompt).toHaveValue('a red apple');

  await library.open();
  await library.picture('a blue apple').focus();
  await page.keyboard.press('Shift+F10');
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(library.picture('a blue apple')).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await chooseByKey(menu, 'Delete');
  await expect(library.cells).toHaveCount(1);
  await expect(library.picture('a red apple')).toBeVisible();
});

test('a picture is enlarged by keys, keeps its parent, and is verified', async ({ desk: { generate, stage, page } }) => {
  await generate.make('a red balloon on a beach', 3);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+U');
  const dialog = page.getByRole('dialog', { name: 'Enlarge' });
  await expect(dialog.getByText('512 × 512')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make it larger' }).press('Enter');
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });
  await expect(stage.fact('Size')).toHaveText('512 × 512');
  await expect(stage.fact('Enlarged from')).toHaveText('256 × 256');
  await stage.action('Verify').press('Enter');
  await expect(page.getByText('every pixel is the same')).toBeVisible({ timeout: 60_000 });
});

test('a picture gets new detail at a size beyond the model’s, tile by tile, and is made again', async ({
  desk: { generate, stage, page },
}) => {
  await generate.make('a red balloon on a beach', 3);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+U');
  const dialog = page.getByRole('dialog', { name: 'Enlarge' });
  await dialog.getByRole('radio', { name: 'More pixels' }).press('ArrowLeft');
  await expect(dialog.getByRole('switch', { name: 'In tiles' })).toBeChecked();
  await expect(dialog.getByText('only part by part')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make it larger' }).press('Enter');
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });
  await expect(stage.fact('Size')).toHaveText('512 × 512');
  await expect(stage.fact('In tiles')).toHaveText('256 × 256');
  await stage.action('Verify').press('Enter');
  await expect(page.getByText('every pixel is the same')).toBeVisible({ timeout: 60_000 });
  await stage.action('Copy').click();
  await page.getByRole('menuitem', { name: 'command' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('--tiles 256x256 --tile-overlap 64');
});
