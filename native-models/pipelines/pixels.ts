import type { Mask, Picture } from './types.ts';

/** Pixels inside: RGB planes one after the other (CHW), −1…1. */
export type Pixels = Readonly<{ width: number; height: number; data: Float32Array }>;

/** Bytes → −1…1, in float32 as the references do: byte/255, then 2x − 1. */
export const fromPicture = ({ width, height, data }: Picture): Pixels => {
  const count = width * height;
  const out = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < 3; channel++) out[channel * count + i] = 2 * Math.fround(data[3 * i + channel]! / 255) - 1;
  }
  return { width, height, data: out };
};

/** −1…1 → 0…1, cut off where the decoder overshoots. */
const unit = (value: number): number => Math.min(1, Math.max(0, value / 2 + 0.5));

/** −1…1 → bytes, row by row. */
export const toPicture = ({ width, height, data }: Pixels): Picture => {
  const count = width * height;
  const out = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < 3; channel++) out[3 * i + channel] = Math.round(unit(data[channel * count + i]!) * 255);
  }
  return { width, height, data: out };
};

/** −1…1 → 0…1, height × width × 3: the form in which the references hand pictures out. */
export const toUnitRows = ({ width, height, data }: Pixels): Float32Array => {
  const count = width * height;
  return Float32Array.from({ length: 3 * count }, (_, i) => unit(data[(i % 3) * count + Math.floor(i / 3)]!));
};

/** From this byte on a mask repaints: 0.5 of 255, rounded up. */
const threshold = 128;

/** The picture with the masked pixels at 0 (mid-grey), as inpainting nets are shown it. */
export const masked = ({ width, height, data }: Pixels, mask: Mask): Pixels => {
  const count = width * height;
  return { width, height, data: data.map((value, i) => (mask.data[i % count]! >= threshold ? 0 : value)) };
};

/** The mask at the latent's size: 1 repaints, 0 keeps; every point takes the pixel at its upper left corner (torch's `nearest`). */
export const latentMask = (mask: Mask, factor: number): Float32Array => {
  const width = mask.width / factor;
  const height = mask.height / factor;
  return Float32Array.from({ length: width * height }, (_, i) => {
    const x = (i % width) * factor;
    const y = Math.floor(i / width) * factor;
    return mask.data[y * mask.width + x]! >= threshold ? 1 : 0;
  });
};

/** `made` where the mask repaints, the very bytes of `original` where it keeps. */
export const composite = (made: Picture, original: Picture, mask: Mask): Picture => ({
  ...made,
  data: made.data.map((value, i) => (mask.data[Math.floor(i / 3)]! >= threshold ? value : original.data[i]!)),
});

/** `made` and `original` mixed by the mask: the very bytes of one where it is 255, of the other where it is 0. */
export const blended = (made: Picture, original: Picture, mask: Mask): Picture => ({
  ...made,
  data: made.data.map((value, i) => {
    const kept = original.data[i]!;
    return Math.round(kept + ((value - kept) * mask.data[Math.floor(i / 3)]!) / 255);
  }),
});
