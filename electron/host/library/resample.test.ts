import sharp from 'sharp';
import { expect, it } from 'vitest';
import { resizePicture } from '../../../native-models/pipelines/resize.ts';
import { resampled, resizeInBands } from './resample.ts';

const to = { by: 'lanczos3@1' as const, width: 48, height: 32 };

it('comes to the same band by band as at once', async () => {
  const data = Uint8Array.from({ length: 17 * 11 * 3 }, (_, i) => (i * 7919) % 256);
  const picture = { width: 17, height: 11, data };
  expect(await resizeInBands(picture, 50, 33, 100)).toEqual(resizePicture(picture, 50, 33));
});

it('keeps a flat picture flat, and a mirrored one mirrored', async () => {
  const flat = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#336699' } })
    .png()
    .toBuffer();
  const { data, info } = await sharp(await resampled(flat, to))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([48, 32]);
  expect(data.every((value, i) => value === [0x33, 0x66, 0x99][i % 3])).toBe(true);
  const bar = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (Math.abs((Math.floor(i / 3) % 16) - 7.5) < 4 ? 200 : 50));
  const step = await sharp(bar, { raw: { width: 16, height: 16, channels: 3 } })
    .png()
    .toBuffer();
  const row = [
    ...(await sharp(await resampled(step, to))
      .greyscale()
      .raw()
      .toBuffer()),
  ].slice(0, 48);
  expect(row).toEqual(row.toReversed());
  // the lobes of Lanczos overshoot
  expect(Math.max(...row)).toBeGreaterThan(200);
});
