import { expect, test } from './fixtures.ts';
import { naturalWidth } from './pages/stage.ts';

test('a picture of yesterday is there tomorrow, and so is the draft', async ({ studio }) => {
  const first = await studio.open();
  await first.generate.make('a yellow house in the forest', 4);
  await expect(first.stage.picture('a yellow house in the forest')).toBeVisible({ timeout: 60_000 });
  await studio.close();

  const second = await studio.open();
  const picture = second.stage.picture('a yellow house in the forest');
  await expect(picture).toBeVisible();
  await expect.poll(() => naturalWidth(picture)).toBe(256);
  await second.page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
  await expect(second.page.getByRole('listitem').getByText('a yellow house in the forest')).toBeVisible();
});

test('a page that crashes is loaded again: the words that were being written are there, and what was being made goes on', async ({
  studio,
}) => {
  const first = await studio.open();
  await first.generate.make('a small boat', 40);
  await expect(first.stage.progress).toBeVisible();
  await first.generate.prompt.fill('words that nobody has saved');
  await first.generate.field('Steps').fill('');

  const second = await studio.crash();
  await expect(second.generate.prompt).toHaveValue('words that nobody has saved');
  await expect(second.generate.field('Steps')).toHaveValue('');
  await expect(second.stage.picture('a small boat')).toBeVisible({ timeout: 60_000 });
});

test('a studio that is killed keeps every picture and goes on with its queue, the cut-off one first', async ({ studio }) => {
  const first = await studio.open();
  await first.generate.field('Pictures').fill('3');
  await first.generate.make('a purple cat on a meadow', 30);
  await expect(first.stage.strip).toHaveCount(1, { timeout: 60_000 });
  await expect(first.stage.progress).toBeVisible();
  await studio.kill();

  const second = await studio.open();
  await expect(second.stage.strip).toHaveCount(3, { timeout: 60_000 });
});
