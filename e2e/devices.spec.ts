import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

test('somebody sees what computed a picture, and gives the engine less memory', async ({ desk, studio }) => {
  const { page, generate, stage } = desk;
  await generate.make('a red apple on the beach', 2);
  await expect(stage.picture('a red apple on the beach')).toBeVisible({ timeout: 60_000 });
  await expect(stage.stage.getByText('on Processor')).toBeVisible();

  await page.getByRole('navigation').getByRole('button', { name: 'Devices' }).click();
  const processor = page.getByRole('article', { name: 'Processor' });
  await expect(processor.getByText('in use')).toBeVisible();
  await expect(processor.getByText(/ms \(Starter, /)).toBeVisible();

  const memory = page.getByRole('region', { name: 'Memory', exact: true });
  await expect(memory.getByText(/^The engine holds .* networks are open\.$/)).toBeVisible();
  await memory.getByRole('switch').press('Space');
  const slider = memory.getByRole('slider', { name: 'Memory budget' });
  await slider.press('Home');
  await expect(memory.getByText(/^500 MB of /)).toBeVisible();
  const kept = async (): Promise<unknown> => JSON.parse(await readFile(join(studio.home, 'settings.json'), 'utf8'));
  await expect.poll(kept).toMatchObject({ memoryBudget: 500_000_000 });
});

test('a device that cannot be had is said aloud: on the picture, in its recipe and beside the choice', async ({ desk }) => {
  const { page, generate, stage } = desk;
  await page.keyboard.press('Escape');
  await page.getByRole('navigation').getByRole('button', { name: 'Devices' }).click();
  await page.getByRole('combobox', { name: 'Compute on' }).click();
  await page.getByRole('option', { name: 'CUDA' }).click();
  await expect(page.getByRole('combobox', { name: 'Compute on' })).toHaveValue('CUDA');
  await page.getByRole('navigation').getByRole('button', { name: 'Studio' }).click();
  await generate.make('a green frog on the meadow', 2);
  await expect(stage.picture('a green frog on the meadow')).toBeVisible({ timeout: 60_000 });
  if (!(await stage.recipe.isVisible())) await stage.action('Show or hide the recipe').click();
  await expect(stage.stage.getByText('on Processor, not on CUDA')).toBeVisible();
  await expect(stage.recipe.getByRole('note')).toContainText('CUDA: is not here');
});
