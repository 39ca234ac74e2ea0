import { expect, test } from './fixtures.ts';

test('a pause puts the picture aside over a restart, and it goes on from its step', async ({ studio }) => {
  const first = await studio.open();
  await first.generate.make('a red balloon on a beach', 400);
  await expect(first.stage.preview).toBeVisible({ timeout: 60_000 });
  await first.page.keyboard.press('Shift+P');
  await first.page.getByRole('button', { name: '1 in the queue, paused' }).click();
  const aside = first.page.getByText(/Goes on from step \d+ of 400/);
  await expect(aside).toBeVisible();
  const words = await aside.innerText();
  await studio.close();

  const second = await studio.open();
  await second.page.getByRole('button', { name: '1 in the queue, paused' }).click();
  await expect(second.page.getByText(words)).toBeVisible();
  await second.page.getByRole('button', { name: 'Go on' }).click();
  await second.page.keyboard.press('Escape');
  await expect(second.stage.picture('a red balloon on a beach')).toBeVisible({ timeout: 120_000 });
});

test('the queue is ordered by keyboard and by dragging, and finishes this picture before it pauses', async ({
  desk: { generate, stage, page },
}) => {
  await generate.make('a green cat', 400);
  await expect(stage.preview).toBeVisible({ timeout: 60_000 });
  for (const prompt of ['a blue fish', 'a yellow house', 'a purple tree']) await generate.make(prompt, 3);
  await page.getByRole('button', { name: '4 in the queue' }).click();
  await page.getByRole('button', { name: 'Finish this one, then pause' }).click();
  const lines = page.getByRole('dialog').getByRole('listitem');
  const tree = page.getByRole('button', { name: 'Move: a purple tree' });
  await tree.focus();
  await page.keyboard.press('Home');
  await expect(lines.nth(1)).toContainText('a purple tree');
  await expect(tree).toBeFocused();
  await page.getByRole('button', { name: 'Move: a blue fish' }).dragTo(lines.filter({ hasText: 'a yellow house' }));
  await expect(lines.nth(2)).toContainText('a yellow house');
  await expect(lines.nth(3)).toContainText('a blue fish');
  await expect(stage.strip).toHaveCount(1, { timeout: 120_000 });
  await expect(page.getByText('Paused: nothing starts until you go on.')).toBeVisible();
  await page.getByRole('button', { name: 'Remove from the queue: a yellow house' }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.keyboard.press('Escape');
  await expect(stage.strip).toHaveCount(3, { timeout: 60_000 });
  await expect(stage.picture('a blue fish')).toBeVisible();
});
