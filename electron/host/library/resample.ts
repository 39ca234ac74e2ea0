import { setImmediate as turn } from 'node:timers/promises';
import sharp from 'sharp';
import type { Enlarged } from '../../contract/recipe.ts';
import { resizePicture } from '../../../native-models/pipelines/resize.ts';
import type { Picture } from '../../../native-models/pipelines/types.ts';

/** The most pixels of a picture that is read. */
const pixelLimit = 400_000_000;

/** Made at one go, in pixels: some ten milliseconds, so that a window beside it stays quick. */
const atOnce = 150_000;

/** Columns `x` to `x + width` of a picture. */
const columns = ({ width: all, height, data }: Picture, x: number, width: number): Picture => {
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) out.set(data.subarray((y * all + x) * 3, (y * all + x + width) * 3), y * width * 3);
  return { width, height, data: out };
};

/** Every row is resized by itself, then every column: band by band it comes to the same. */
export const resizeInBands = async (picture: Picture, width: number, height: number, pixels = atOnce): Promise<Picture> => {
  const wide = new Uint8Array(width * picture.height * 3);
  const rows = Math.max(1, Math.floor(pixels / width));
  for (let y = 0; y < picture.height; y += rows) {
    const band = picture.data.subarray(y * picture.width * 3, (y + rows) * picture.width * 3);
    const count = Math.min(rows, picture.height - y);
    wide.set(resizePicture({ width: picture.width, height: count, data: band }, width, count).data, y * width * 3);
    await turn();
  }
  const out = new Uint8Array(width * height * 3);
  const wides = Math.max(1, Math.floor(pixels / height));
  for (let x = 0; x < width; x += wides) {
    const count = Math.min(wides, width - x);
    const { data } = resizePicture(columns({ width, height: picture.height, data: wide }, x, count), count, height);
    for (let y = 0; y < height; y++) out.set(data.subarray(y * count * 3, (y + 1) * count * 3), (y * width + x) * 3);
    await turn();
  }
  return { width, height, data: out };
};

/** A picture file as PNG of another size, by Lanczos' kernel of three lobes, as Pillow has it (libvips enlarges by cubics whatever it is asked for); opaque. */
export const resampled = async (file: Buffer, { width, height }: Enlarged): Promise<Buffer> => {
  const source = sharp(file, { limitInputPixels: pixelLimit }).autoOrient().toColourspace('srgb').removeAlpha();
  const { data, info } = await source.raw().toBuffer({ resolveWithObject: true });
  const large = await resizeInBands({ width: info.width, height: info.height, data }, width, height);
  return sharp(large.data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
};
