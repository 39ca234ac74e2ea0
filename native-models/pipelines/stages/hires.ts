import type { Latent } from '../../latent.ts';
import { fromPicture, type Pixels, toPicture } from '../pixels.ts';
import { resizePicture } from '../resize.ts';
import type { LatentShape } from './network.ts';

/** Where a point of the new row lies in the old one, half-pixel centres (torch's `bilinear`, `align_corners=False`). */
const place = (i: number, from: number, to: number): { low: number; high: number; share: number } => {
  const at = Math.max(0, ((i + 0.5) * from) / to - 0.5);
  const low = Math.min(Math.floor(at), from - 1);
  return { low, high: Math.min(low + 1, from - 1), share: at - low };
};

/** Every plane of a latent at another size, bilinear. */
export const resizeLatent = (latent: Latent, from: LatentShape, to: LatentShape): Latent => {
  if (from.width === to.width && from.height === to.height) return latent;
  const columns = Array.from({ length: to.width }, (_, x) => place(x, from.width, to.width));
  const rows = Array.from({ length: to.height }, (_, y) => place(y, from.height, to.height));
  const out = new Float64Array(to.channels * to.height * to.width);
  let at = 0;
  for (let channel = 0; channel < to.channels; channel++) {
    const plane = channel * from.height * from.width;
    for (const row of rows) {
      for (const column of columns) {
        const value = (y: number, x: number): number => latent[plane + y * from.width + x]!;
        const upper = value(row.low, column.low) * (1 - column.share) + value(row.low, column.high) * column.share;
        const lower = value(row.high, column.low) * (1 - column.share) + value(row.high, column.high) * column.share;
        out[at++] = upper * (1 - row.share) + lower * row.share;
      }
    }
  }
  return out;
};

/** A finished picture at another size, by Lanczos. */
export const enlargePixels = (pixels: Pixels, width: number, height: number): Pixels =>
  fromPicture(resizePicture(toPicture(pixels), width, height));
