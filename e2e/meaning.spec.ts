import { expect, test } from './fixtures.ts';

const patience = { timeout: 60_000 };

test('pictures are found by what they show, more like one, and the best of them kept', async ({
  desk: { page, generate, stage, library },
}) => {
  for (const [index, prompt] of ['a red fish', 'a red boat', 'a green fish'].entries()) {
    await generate.make(prompt, 6);
    await expect(stage.strip).toHaveCount(index + 1, patience);
  }

  await page.keyboard.press('Control+Shift+F');
  await expect(library.search).toBeFocused();
  await expect(page.getByRole('button', { name: 'Search by what pictures show' })).toHaveAttribute('aria-pressed', 'true');
  await library.search.fill('a fish in the sea');
  await expect(library.cells).toHaveCount(3, patience);
  await expect(page.getByRole('combobox', { name: 'Order' })).toHaveValue('Most alike first');
  for (const query of ['green', 'سمكة خضراء', 'हरी मछली', '緑の魚']) {
    await library.search.fill(query);
    await expect(library.cells.first().getByRole('button', { name: 'a green fish' })).toBeVisible(patience);
  }
  await library.search.fill('a fish in the sea seed>=0 prompt:green');
  await expect(library.cells).toHaveCount(1);
  await library.search.fill('');
  await expect(library.cells).toHaveCount(3);

  await library.search.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('a');
  await expect(library.search).toHaveValue(/^like:/);
  // nothing is more like a picture than itself
  await expect(library.cells.first().getByRole('button', { name: 'a green fish' })).toBeVisible(patience);
  await expect(library.cells).toHaveCount(3, patience);

  await library.search.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Shift+A');
  const ranking = page.getByRole('dialog', { name: 'By fit to prompt' });
  await expect(ranking.getByRole('listitem')).toHaveCount(3, patience);
  await ranking.getByRole('button', { name: 'Put the other 2 into the bin' }).click();
  await expect(library.cells).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(library.cells).toHaveCount(3);
});

test('search by meaning that is switched off says so, and where to switch it on', async ({ desk: { page, library } }) => {
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('region', { name: 'Search by meaning' }).getByText('Off', { exact: true }).click();
  await page.keyboard.press('Control+Shift+F');
  await library.search.fill('a cat');
  await expect(page.getByRole('heading', { name: 'Search by meaning is off' })).toBeVisible();
  await page.getByRole('button', { name: 'Open Settings' }).click();
  await expect(page.getByRole('region', { name: 'Search by meaning' })).toBeVisible();
});
