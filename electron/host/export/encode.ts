import { readFile } from 'node:fs/promises';
import type { ExportOptions, Resize } from '../../contract/export.ts';
import { formatOf } from '../metadata/formats.ts';

export type Encoding = Pick<ExportOptions, 'format' | 'quality' | 'resize'>;

/** A picture's bytes, and whether they are those of its file. */
export type EncodedPicture = Readonly<{ bytes: Buffer; kept: boolean }>;

const pixelLimit = 400_000_000;
/** AVIF's default effort is minutes for a large picture; 4 is within a few percent of its size. */
const avifEffort = 4;

const boxOf = (resize: Exclude<Resize, { kind: 'none' }>, width: number, height: number): { width: number; height: number } => {
  switch (resize.kind) {
    case 'fit':
      return { width: resize.width, height: resize.height };
    case 'long':
      return { width: resize.side, height: resize.side };
    case 'percent':
      return {
        width: Math.max(1, Math.round((width * resize.percent) / 100)),
        height: Math.max(1, Math.round((height * resize.percent) / 100)),
      };
  }
};

/** A picture file of any kind in another format, size and quality. Read, decoded and encoded in sharp's pool. A PNG that stays one keeps its bytes, and so its words. */
export const encodePicture = async (path: string, { format, quality, resize }: Encoding): Promise<EncodedPicture> => {
  if (format === 'png' && resize.kind === 'none') {
    const file = await readFile(path);
    // the same pixels in the same file format: no need to look at them
    if (formatOf(file) === 'png') return { bytes: file, kept: true };
  }
  return { bytes: await encode(path, { format, quality, resize }), kept: false };
};

type SharpModule = typeof import('sharp')['default'];
let loading: Promise<SharpModule> | undefined;
/** Loaded with the first picture. What was read from a path is not kept: a picture goes out once, and its file may change until the next time. */
const load = async (): Promise<SharpModule> => {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  return sharp;
};

const encode = async (path: string, { format, quality, resize }: Encoding): Promise<Buffer> => {
  const sharp = await (loading ??= load());
  const source = sharp(path, { limitInputPixels: pixelLimit }).autoOrient();
  const sized = resize.kind === 'none' ? source : source.resize(await resizeOf(source, resize));
  switch (format) {
    case 'png':
      return sized.png().toBuffer();
    case 'jpeg':
      return sized.flatten({ background: 'white' }).jpeg({ quality }).toBuffer();
    case 'webp':
      return sized.webp({ quality, lossless: quality === 100 }).toBuffer();
    case 'avif':
      return sized.avif({ quality, lossless: quality === 100, effort: avifEffort }).toBuffer();
  }
};

const resizeOf = async (source: import('sharp').Sharp, resize: Exclude<Resize, { kind: 'none' }>) => {
  const { autoOrient } = await source.metadata();
  return { ...boxOf(resize, autoOrient.width, autoOrient.height), fit: 'inside' as const };
};
