import type { Latent } from '../latent.ts';
import type { LatentShape } from './noise.ts';

const dot = (a: Latent, b: Latent): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/**
 * Spherical interpolation over the whole tensor: position 0 is `from`, 1 is `to`. Keeps the norm of unit normals, which a straight mix shrinks
 * (Shoemake 1985). Straight where the two point almost the same way.
 */
export const slerp = (position: number, from: Latent, to: Latent): Latent => {
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  const omega = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const [a, b] =
    Math.abs(cosine) > 0.9995
      ? [1 - position, position]
      : [Math.sin((1 - position) * omega) / Math.sin(omega), Math.sin(position * omega) / Math.sin(omega)];
  return from.map((value, i) => a * value + b * to[i]!);
};

/**
 * A1111's `slerp` (`modules/rng.py`) on a (C, h, w) tensor, kept with its quirks: directions are columns (norms along the height), and
 * when the mean cosine is above 0.9995 the ends are swapped.
 */
export const slerpA1111 = (position: number, from: Latent, to: Latent, [channels, height, width]: LatentShape): Latent => {
  const out = new Float64Array(from.length);
  const columns = Array.from({ length: channels * width }, (_, i) => Math.floor(i / width) * height * width + (i % width));
  const cosines = columns.map((start) => {
    let [product, fromSquared, toSquared] = [0, 0, 0];
    for (let y = 0; y < height; y++) {
      const [a, b] = [from[start + y * width]!, to[start + y * width]!];
      product += a * b;
      fromSquared += a * a;
      toSquared += b * b;
    }
    return product / Math.sqrt(fromSquared * toSquared);
  });
  const isAligned = cosines.reduce((sum, value) => sum + value, 0) / cosines.length > 0.9995;
  columns.forEach((start, column) => {
    const omega = Math.acos(cosines[column]!);
    const a = isAligned ? position : Math.sin((1 - position) * omega) / Math.sin(omega);
    const b = isAligned ? 1 - position : Math.sin(position * omega) / Math.sin(omega);
    for (let y = 0; y < height; y++) {
      const i = start + y * width;
      out[i] = Math.fround(a * from[i]! + b * to[i]!);
    }
  });
  return out;
};
