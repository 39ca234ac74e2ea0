import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

test('settings are saved as a file, and the file opens with the studio', async ({ studio, home }) => {
  const first = await studio.open();
  await first.generate.make('a red kite over hills', 3);
  await expect(first.stage.picture('a red kite over hills')).toBeVisible({ timeout: 60_000 });
  const download = first.page.waitForEvent('download');
  await first.page.keyboard.press('Control+s');
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^a-red-kite-over-hills-\d+-[0-9a-f]{8}\.tincture$/);
  const file = join(home, 'kite.tincture');
  await writeFile(file, await readFile(await saved.path()));
  await first.generate.prompt.fill('something else');
  await first.generate.field('Steps').fill('9');
  await studio.close();

  const second = await studio.open([file]);
  await expect(second.generate.prompt).toHaveValue('a red kite over hills');
  await expect(second.generate.field('Steps')).toHaveValue('3');
  await second.page.getByRole('button', { name: 'Undo' }).click();
  await expect(second.generate.prompt).toHaveValue('something else');
  // it never runs by itself
  await expect(second.stage.strip).toHaveCount(1);
});

test('a link fills the form and says what it cannot carry over', async ({ studio }) => {
  const { generate, page, stage } = await studio.open(['tincture://generate?prompt=two%20boats&seed=12&size=huge']);
  await expect(generate.prompt).toHaveValue('two boats');
  await expect(generate.field('Seed')).toHaveValue('12');
  await expect(page.getByText('without what has no place here: size')).toBeVisible();
  await expect(stage.strip).toHaveCount(0);
});
