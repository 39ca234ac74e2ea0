import { expect, test } from './fixtures.ts';

test.describe.configure({ timeout: 180_000 });

test('words are weighed by keys and counted by the model’s own tokenizer', async ({ desk: { generate, page } }) => {
  await generate.prompt.fill('a red balloon');
  await expect(generate.form.getByRole('status', { name: /tokens in 1 window/ })).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('Control+ArrowUp');
  await page.keyboard.press('Control+ArrowUp');
  await expect(generate.prompt).toHaveValue('a red (balloon:1.2)');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+ArrowDown');
  await expect(generate.prompt).toHaveValue('a red balloon');
});

test('the prompt grows with its text, from three lines to nine', async ({ desk: { generate } }) => {
  const height = () => generate.prompt.evaluate(({ clientHeight }) => clientHeight);
  const grown = async (lines: number): Promise<number> => {
    await generate.prompt.fill(Array.from({ length: lines }, () => 'a red balloon').join('\n'));
    return height();
  };
  const [one, three, six, nine, twenty] = [await grown(1), await grown(3), await grown(6), await grown(9), await grown(20)];
  // lines are rounded to pixels
  expect(Math.abs(three - one)).toBeLessThan(4);
  expect(six - three).toBeGreaterThan(40);
  expect(nine - six).toBeGreaterThan(40);
  expect(Math.abs(twenty - nine)).toBeLessThan(4);
});

test('a schedule is drawn by keys, a picture is made with it, and each of its steps is shown', async ({
  desk: { generate, stage, page },
}) => {
  await generate.make('a blue fish on a beach', 6);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Draw schedule and guidance' }).click();
  const editor = page.getByRole('region', { name: 'Schedule and guidance' });
  await expect(editor.getByRole('img', { name: 'How far each of 6 steps went, ||Δx||/√N' })).toBeVisible();
  await editor.getByRole('slider', { name: 'σ of step 1' }).focus();
  await page.keyboard.press('ArrowRight');
  const second = editor.getByRole('slider', { name: 'σ of step 2' });
  await expect(second).toBeFocused();
  await expect(editor.getByText('Step 2 of 6', { exact: true })).toBeVisible();
  await expect(editor.getByText('The last run went')).toBeVisible();
  const before = Number(await second.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => Number(await second.getAttribute('aria-valuenow'))).toBeLessThan(before);
  await expect(generate.form.getByRole('combobox', { name: 'Schedule' })).toHaveValue('Custom');
  await editor.getByRole('slider', { name: 'Guidance point 1' }).focus();
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Control+Enter');
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });
  await editor.getByRole('button', { name: 'Undo' }).click();
  await editor.getByRole('button', { name: 'Undo' }).click();
  await expect(generate.form.getByRole('combobox', { name: 'Schedule' })).toHaveValue('Karras');
  await page.keyboard.press('Escape');
  await expect(stage.fact('Schedule')).toHaveText('Custom');
});

test('a grid is made, survives a restart, and its cells are pictures of the library', async ({ studio, desk: { generate, page } }) => {
  await generate.prompt.fill('a red balloon on a beach');
  await generate.more();
  await generate.field('Steps').fill('3');
  await generate.field('Steps').blur();
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'New grid' });
  await dialog.getByRole('group', { name: 'Across' }).getByRole('textbox', { name: 'Values' }).fill('7, 8');
  await dialog.getByRole('group', { name: 'Down' }).getByRole('textbox', { name: 'Values' }).fill('1-5 (+4)');
  await expect(dialog.getByText('4 pictures')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the grid' }).click();
  await expect(page.getByText(/^4 of 4 made/)).toBeVisible({ timeout: 120_000 });
  await studio.close();
  const again = await studio.open();
  await again.page.keyboard.press('3');
  await expect(again.page.getByRole('heading', { name: 'Grids' })).toBeVisible();
  await again.page.getByRole('button', { name: /a red balloon on a beach/ }).click();
  await again.page.getByRole('gridcell').getByRole('button', { name: '8, 5' }).click();
  await expect(again.stage.fact('Seed')).toHaveText('8');
  await expect(again.stage.fact('Guidance')).toHaveText('5');
});

test('a canvas is extended: the picture stays, what is new is made', async ({ desk: { generate, stage, page } }) => {
  await generate.make('a red apple on a beach', 4);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await stage.action('Start from this picture').click();
  const source = generate.form.getByRole('group', { name: 'Start from a picture' });
  await source.getByRole('button', { name: 'Extend' }).click();
  const dialog = page.getByRole('dialog', { name: 'A larger canvas' });
  await dialog.getByRole('button', { name: '25 % around' }).click();
  await expect(dialog.getByText('The result has 256 × 256 pixels.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Extend the picture' }).click();
  await expect(source.getByText('Only the painted part changes.')).toBeVisible();
  await generate.submit.click();
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });
  await expect(stage.fact('Mask')).toHaveText('Only the painted part changes.');
});

test('a picture is looked at closely by keys, and one of its settings is used', async ({ desk: { generate, stage, page } }) => {
  await generate.make('a white boat on the sea', 4);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  const picture = stage.stage.getByRole('application');
  await picture.focus();
  const width = async () => (await picture.getByRole('img').boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  expect(await width()).toBeGreaterThan(before * 1.5);
  await page.keyboard.press('0');
  expect(await width()).toBeCloseTo(before, 0);
  await generate.field('Steps').fill('9');
  if (!(await stage.recipe.isVisible())) await page.keyboard.press('i');
  await stage.recipe.getByRole('button', { name: 'Use in the form: Steps' }).click();
  await expect(generate.field('Steps')).toHaveValue('4');
});
