import { expect, test } from './fixtures.ts';

/** Makes these pictures, one line of the queue each, and goes to the library. */
const made = test.extend<{ prompts: readonly string[] }>({
  prompts: [['a red fish', 'a red boat', 'a green fish'], { option: true }],
  desk: async ({ desk, prompts }, use) => {
    for (const [index, prompt] of prompts.entries()) {
      await desk.generate.make(prompt, 2);
      await expect(desk.stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
    }
    await desk.library.open();
    await expect(desk.library.cells).toHaveCount(prompts.length);
    await use(desk);
  },
});

made('rated and tagged by keys, and every change taken back', async ({ desk: { library, page } }) => {
  await library.search.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible();
  await page.keyboard.press('4');
  await expect(page.getByText('2 pictures changed.')).toBeVisible();
  await page.keyboard.press('n');
  await page.getByRole('combobox', { name: 'Which tag?' }).fill('sea');
  await page.keyboard.press('Enter');
  await expect(library.facet('Tags').getByRole('button', { name: 'sea 2' })).toBeVisible();
  await expect(page.getByText('Tagged “sea”: 2 pictures')).toBeVisible();
  await expect(library.facet('Rating').getByRole('button', { name: '4 stars 2' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(library.facet('Tags')).toBeHidden();
  await expect(library.facet('Rating').getByRole('button', { name: '4 stars 2' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(library.facet('Rating').getByRole('button', { name: 'Not rated 3' })).toBeVisible();
});

made('found by a field and a facet, and found again by a saved search', async ({ desk: { library, page } }) => {
  await library.search.fill('prompt:red');
  await expect(library.cells).toHaveCount(2);
  await library.picture('a red boat').hover();
  await library.cells.getByRole('checkbox', { name: 'Select: a red boat' }).check();
  await page.getByRole('toolbar', { name: '1 selected' }).getByRole('button', { name: 'Favourite' }).click();
  await library.facet('Favourites').getByRole('button', { name: 'Favourites 1' }).click();
  await expect(library.cells).toHaveCount(1);
  await expect(library.search).toHaveValue('prompt:red favourite:yes');
  await page.getByRole('button', { name: 'Keep this search' }).click();
  await page.getByRole('combobox', { name: 'Under which name?' }).fill('red ones I like');
  await page.keyboard.press('Enter');
  await library.search.fill('');
  await expect(library.cells).toHaveCount(3);
  await library.facet('Saved searches').getByRole('button', { name: 'red ones I like', exact: true }).click();
  await expect(library.cells).toHaveCount(1);
  await expect(library.picture('a red boat')).toBeVisible();
});

made('three are compared, one over another, and put into a collection', async ({ desk: { library, page } }) => {
  await library.search.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
  await page.keyboard.press('k');
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByRole('img')).toHaveCount(3);
  await comparison.getByText('Wipe', { exact: true }).click();
  await expect(comparison.getByRole('img')).toHaveCount(2);
  const line = comparison.getByRole('slider', { name: 'Where the second picture begins' });
  await line.focus();
  await page.keyboard.press('Home');
  await expect(line).toHaveAttribute('aria-valuenow', '0');
  await comparison.getByText('Difference', { exact: true }).click();
  await comparison.getByRole('radiogroup', { name: 'The picture above' }).getByText('3', { exact: true }).click();
  // what was made first is the last in the list
  await expect(comparison.getByRole('img', { name: 'a red fish' })).toBeVisible();
  await page.keyboard.press('Escape');
  // whoever has no collection yet is told how one is made
  await expect(library.facet('Collections').getByText('Drag pictures here, or select them and press the button.')).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('dialog').getByText('A new name makes a new collection.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Which collection?' }).fill('Best of');
  await page.keyboard.press('Enter');
  await expect(library.facet('Collections').getByRole('button', { name: 'Best of 3' })).toBeVisible();
  await expect(page.getByText('Now in “Best of”: 3 pictures')).toBeVisible();
  await library.picture('a red fish').click({ modifiers: ['Control'] });
  await page.keyboard.press('Shift+J');
  await page.getByRole('combobox', { name: 'Which collection?' }).fill('Best of');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Taken out of “Best of”: 2 pictures')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(library.facet('Collections').getByRole('button', { name: 'Best of 3' })).toBeVisible();
});

made('pictures are dragged into a collection, all that are selected if they are', async ({ desk: { library, page } }) => {
  await library.picture('a red fish').dragTo(library.facet('Collections'));
  await page.getByRole('combobox', { name: 'Which collection?' }).fill('Sea');
  await page.keyboard.press('Enter');
  const sea = (count: number) => library.facet('Collections').getByRole('button', { name: `Sea ${count}` });
  await expect(sea(1)).toBeVisible();
  await library.picture('a red fish').press('Control+a');
  await library.picture('a red boat').dragTo(sea(1));
  await expect(sea(3)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(sea(1)).toBeVisible();
});

test('doubles go into the bin at once, and come back', async ({ desk: { generate, stage, library, page } }) => {
  await generate.ready();
  await generate.field('Seed').fill('7');
  for (const count of [1, 2]) {
    await generate.make('a red fish', 2);
    await expect(stage.strip).toHaveCount(count, { timeout: 60_000 });
  }
  await library.open();
  await page.getByRole('button', { name: 'Find all near-duplicates' }).click();
  const group = page.getByRole('group', { name: '2 pictures that look alike' });
  await expect(group.getByRole('button', { name: 'a red fish: stays' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('w');
  await expect(group.getByRole('button', { name: 'a red fish: stays' })).toBeFocused();
  await page.keyboard.press('Control+Delete');
  await expect(page.getByText('No near-duplicates')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(group).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(library.cells).toHaveCount(2);
});
