import sharp from 'sharp';
import type { Picture } from '../pipelines/index.ts';

/** Pictures of one size, row by row, as a PNG of 256 colours; `zoom` times as large. */
export const writeSheet = async (file: string, pictures: readonly Picture[], columns: number, zoom = 1): Promise<void> => {
  const { width, height } = pictures[0]!;
  const size = { width: width * columns, height: height * Math.ceil(pictures.length / columns) };
  const tiles = pictures.map(({ data }, index) => ({
    input: Buffer.from(data),
    raw: { width, height, channels: 3 as const },
    left: (index % columns) * width,
    top: Math.floor(index / columns) * height,
  }));
  const flat = await sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite(tiles)
    .png()
    .toBuffer();
  await sharp(flat)
    .resize(size.width * zoom, size.height * zoom, { kernel: 'lanczos3' })
    .png({ palette: true, dither: 0.5, effort: 10 })
    .toFile(file);
};
