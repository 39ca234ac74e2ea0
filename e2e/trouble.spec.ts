import { cp, mkdir, readFile, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './fixtures.ts';

const starter = fileURLToPath(new URL('../assets/models/starter', import.meta.url));

/** A copy of the starter model, damaged. */
const damaged = async (home: string, name: string, damage: (folder: string) => Promise<void>): Promise<void> => {
  const folder = join(home, 'models', name);
  await mkdir(join(home, 'models'), { recursive: true });
  await cp(starter, folder, { recursive: true });
  await damage(folder);
};

test('a damaged model says in one sentence what is wrong with it, and the others work', async ({ home, studio }) => {
  await damaged(home, 'missing', (folder) => unlink(join(folder, 'unet', 'model.onnx')));
  await damaged(home, 'truncated', (folder) => truncate(join(folder, 'unet', 'model.onnx'), 5_000));
  await damaged(home, 'random', async (folder) => {
    const file = join(folder, 'vae_decoder', 'model.onnx');
    const { length } = await readFile(file);
    await writeFile(
      file,
      Uint8Array.from({ length }, (_, i) => (i * 7919 + 13) % 251),
    );
  });
  const { page, generate, stage } = await studio.open();
  await page.getByRole('navigation').getByRole('button', { name: 'Models' }).click();
  const broken = page.getByRole('article').filter({ has: page.getByText('Cannot run here') });
  await expect(broken).toHaveCount(3);
  const reasons = broken.getByRole('alert');
  await expect(reasons.filter({ hasText: /unet/ })).toHaveCount(2);
  await expect(reasons.filter({ hasText: /vae_decoder/ })).toHaveCount(1);

  await page.getByRole('navigation').getByRole('button', { name: 'Studio' }).click();
  await generate.make('a red balloon', 3);
  await expect(stage.picture('a red balloon')).toBeVisible({ timeout: 60_000 });
});

test('a run is stopped now, and the next one runs', async ({ desk: { generate, stage, page } }) => {
  await generate.make('a green cat', 1000);
  await expect(stage.preview).toBeVisible({ timeout: 60_000 });
  await generate.make('a blue cat', 3);
  await page.getByRole('button', { name: '2 in the queue' }).click();
  await page.getByRole('button', { name: 'Stop now: a green cat' }).click();
  await expect(page.getByRole('button', { name: 'Try again: a green cat' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(stage.picture('a blue cat')).toBeVisible({ timeout: 60_000 });
  await expect(stage.strip).toHaveCount(1);
});
