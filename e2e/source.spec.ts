import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';

/** Every picture file in the library, oldest first. */
const pictures = async (home: string): Promise<Buffer[]> => {
  const library = join(home, 'library');
  const files = (await readdir(library, { recursive: true })).filter((file) => file.endsWith('.png')).toSorted();
  return Promise.all(files.map((file) => readFile(join(library, file))));
};
const pixels = (png: Buffer) => sharp(png).removeAlpha().raw().toBuffer();

test('a picture starts from another one, and a painted mask keeps the rest as it was', async ({
  studio,
  desk: { generate, stage, page },
}) => {
  await generate.make('a red apple on a beach', 4);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await stage.action('Start from this picture').click();
  const source = generate.form.getByRole('group', { name: 'Start from a picture' });
  await source.getByRole('textbox', { name: 'Strength' }).fill('1.5');
  await generate.submit.click();
  await expect(source.getByText('Strength is a number from 0 to 1.')).toBeVisible();
  await source.getByRole('textbox', { name: 'Strength' }).fill('0.9');

  await source.getByRole('button', { name: 'Paint a mask' }).click();
  const canvas = page.getByLabel('Mask over the picture');
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the canvas is not there');
  // the right half, from top to bottom
  for (const x of [0.65, 0.75, 0.85, 0.95]) {
    await page.mouse.move(box.x + box.width * x, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * x, box.y + box.height - 4, { steps: 4 });
    await page.mouse.up();
  }
  await page.getByRole('button', { name: 'Use this mask' }).click();
  await expect(source.getByText('Only the painted part changes.')).toBeVisible();
  await generate.make('a blue car in the city', 6);
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });

  const [first, second] = await Promise.all((await pictures(studio.home)).map(pixels));
  if (first === undefined || second === undefined) throw new Error('two pictures were made');
  const side = Math.sqrt(first.length / 3);
  const changed = (from: number, to: number): number =>
    first.filter((value, i) => {
      const column = Math.floor(i / 3) % side;
      return column >= from * side && column < to * side && value !== second[i];
    }).length;
  expect(changed(0, 0.4)).toBe(0);
  expect(changed(0.6, 1)).toBeGreaterThan(side * side * 0.2);
});

test('a picture from outside is dropped onto the form, and what is none is refused there', async ({ desk: { generate } }) => {
  const source = generate.form.getByRole('group', { name: 'Start from a picture' });
  const drop = async (bytes: Buffer): Promise<void> => {
    const data = await source.page().evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], 'a.png', { type: 'image/png' }));
      return transfer;
    }, bytes.toString('base64'));
    await source.dispatchEvent('drop', { dataTransfer: data });
  };
  await drop(Buffer.from('this is no picture'));
  await expect(source.getByText('This file is not a picture that can be read.', { exact: false })).toBeVisible();
  await drop(
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#3060c0' } })
      .png()
      .toBuffer(),
  );
  await expect(source.getByRole('img', { name: 'The picture that the next one starts from' })).toBeVisible();
  await source.getByRole('button', { name: 'Start from noise again' }).click();
  await expect(source.getByRole('img')).toHaveCount(0);
});
