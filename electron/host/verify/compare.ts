/** How far two pictures are apart. */
export type Comparison = Readonly<
  { kind: 'compared'; psnr: number | null; largest: number; changed: number } | { kind: 'sizes'; first: string; second: string }
>;

const pixelsOf = async (file: Buffer) => {
  const { default: sharp } = await import('sharp');
  return sharp(file).autoOrient().toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
};

/** Peak signal-to-noise ratio, 10·log₁₀(255² / mean squared error), over all channels of all pixels; null where none differs. */
export const comparePixels = (
  first: Uint8Array,
  second: Uint8Array,
  channels: number,
): { psnr: number | null; largest: number; changed: number } => {
  let squares = 0;
  let largest = 0;
  let changed = 0;
  for (let at = 0; at < first.length; at += channels) {
    let differs = false;
    for (let channel = at; channel < at + channels; channel++) {
      const difference = Math.abs((first[channel] ?? 0) - (second[channel] ?? 0));
      if (difference === 0) continue;
      differs = true;
      squares += difference * difference;
      if (difference > largest) largest = difference;
    }
    if (differs) changed += 1;
  }
  return {
    psnr: squares === 0 ? null : 10 * Math.log10(255 ** 2 / (squares / first.length)),
    largest,
    changed: changed / (first.length / channels),
  };
};

/** Compares two picture files pixel by pixel, whatever their formats. */
export const comparePictures = async (first: Buffer, second: Buffer): Promise<Comparison> => {
  const [a, b] = await Promise.all([pixelsOf(first), pixelsOf(second)]);
  const sizes = [a, b].map(({ info }) => `${info.width}×${info.height}`);
  if (sizes[0] !== sizes[1] || a.info.channels !== b.info.channels) return { kind: 'sizes', first: sizes[0] ?? '', second: sizes[1] ?? '' };
  return { kind: 'compared', ...comparePixels(a.data, b.data, a.info.channels) };
};
