import { expect, test } from './fixtures.ts';
import { naturalWidth } from './pages/stage.ts';

test('a typed prompt becomes a picture in the library', async ({ desk: { generate, stage, library } }) => {
  await generate.make('a red balloon on a beach', 6);
  const picture = stage.picture('a red balloon on a beach');
  await expect(picture).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => naturalWidth(picture)).toBe(256);
  await expect(stage.strip).toHaveCount(1);
  await library.open();
  await expect(library.picture('a red balloon on a beach')).toBeVisible();
  await expect.poll(() => naturalWidth(library.cells.first().locator('img'))).toBeGreaterThan(0);
});

test('the first run has an example in the box and one button for it', async ({ desk: { generate, stage, page } }) => {
  await expect(generate.prompt).not.toHaveValue('');
  const prompt = await generate.prompt.inputValue();
  await expect(page.getByText(/Press Generate/)).toBeVisible();
  await generate.submit.click();
  await expect(stage.picture(prompt)).toBeVisible({ timeout: 60_000 });
});

test('progress and a growing preview show while it is made; Cancel ends it and leaves nothing behind', async ({
  desk: { generate, stage, library, page },
}) => {
  await generate.make('a blue fish in the snow', 400);
  await expect(stage.progress).toBeVisible();
  await expect(stage.stage.getByText(/^Step \d+ of 400$/)).toBeVisible({ timeout: 60_000 });
  await expect(stage.preview).toBeVisible();
  const before = await stage.preview.getAttribute('src');
  await expect(stage.preview).not.toHaveAttribute('src', before ?? '');
  await generate.cancel.click();
  await expect(stage.progress).toBeHidden({ timeout: 10_000 });
  await page.getByRole('button', { name: 'Queue' }).click();
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await library.open();
  await expect(page.getByText('0 pictures')).toBeVisible();
});

test('several pictures wait in line, each with the next seed', async ({ desk: { generate, stage, page } }) => {
  await generate.field('Seed').fill('40');
  await generate.field('Pictures').fill('3');
  await generate.make('a green apple', 4);
  await expect(page.getByRole('button', { name: /in the queue$/ })).toBeVisible();
  await expect(stage.strip).toHaveCount(3, { timeout: 60_000 });
  await expect(stage.fact('Seed')).toHaveText('42');
});
