import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyCheckpoint, writeTinyLora } from '../electron/host/testing/tiny-files.ts';
import { expect, test } from './fixtures.ts';

const patience = { timeout: 60_000 };

const newestRecipe = async (home: string): Promise<string> => {
  const library = join(home, 'library');
  const files = (await readdir(library, { recursive: true })).filter((file) => file.endsWith('.png'));
  const all = await Promise.all(files.map((file) => readFile(join(library, file), 'latin1')));
  return all.join('\n');
};

test('a checkpoint and a LoRA of a model folder are found, chosen, weighed and named in the recipe', async ({ studio, home }) => {
  writeTinyCheckpoint(join(home, 'models/checkpoints/dream.safetensors'));
  writeTinyLora(join(home, 'models/Lora/inkwash.safetensors'), { ss_tag_frequency: '{"a":{"ink wash":9}}' });
  const { page, generate, stage } = await studio.open();

  await page.getByRole('navigation').getByRole('button', { name: 'Models' }).click();
  const card = page.getByRole('article', { name: 'dream' });
  await expect(card.getByText('Stable Diffusion 1')).toBeVisible();
  await card.getByRole('button', { name: 'Use dream' }).click();

  await page.keyboard.press('o');
  const picker = page.getByRole('dialog', { name: 'LoRAs' });
  await picker.getByRole('textbox', { name: 'Search names and trigger words' }).fill('ink wash');
  await picker.getByRole('button', { name: /inkwash/ }).click();
  await page.keyboard.press('Escape');
  const loras = generate.form.getByRole('group', { name: 'LoRAs', exact: true });
  await loras.getByRole('button', { name: 'ink wash' }).click();
  await expect(generate.prompt).toHaveValue(/, ink wash$/);
  await loras.getByRole('textbox', { name: 'Weight of inkwash' }).fill('0.75');
  await generate.field('Width').fill('64');
  await generate.field('Height').fill('64');
  await generate.make('a boat, ink wash', 2);
  await expect(stage.strip).toHaveCount(1, patience);
  expect(await newestRecipe(home)).toMatch(/"loras":\[\{"name":"inkwash","hash":"[0-9a-f]{64}","weight":0\.75/);

  await generate.make('a boat <lora:nobody:1>', 2);
  await expect(generate.form.getByText('There is no LoRA “nobody”')).toBeVisible();
  await generate.make('a boat <lora:inkwash:2>', 2);
  await expect(stage.strip).toHaveCount(2, patience);
});
