import { expect, test } from './fixtures.ts';

test('two prompts are compared word by word and by their settings, one is run again, all by keys', async ({
  desk: { page, generate, stage, library },
}) => {
  await generate.make('a red balloon on a beach', 3);
  await generate.make('a blue balloon on a beach', 2);
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });
  await page.keyboard.press('Tab');
  await page.keyboard.press('4');
  await page.getByRole('button', { name: 'Compare all with: a red balloon on a beach' }).press('Enter');
  const other = page.getByRole('listitem').filter({ hasText: 'blue' });
  await expect(other.locator('del')).toHaveText(['red', '3']);
  await expect(other.locator('ins')).toHaveText(['blue', '2']);
  await page.getByRole('button', { name: 'Stop comparing' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Compare all with: a red balloon on a beach' })).toBeFocused();
  await expect(other.locator('del')).toHaveCount(0);
  await page.getByRole('button', { name: 'Run again: a red balloon on a beach' }).press('Enter');
  await library.open();
  await expect(library.cells).toHaveCount(3, { timeout: 60_000 });
});
