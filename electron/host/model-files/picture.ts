import { describeFile } from '../../../native-models/graphs/describe-file.ts';
import type { Found } from './scan.ts';

const side = 512;
/** A picture larger than this is an attack on the memory. */
const pixelLimit = 100_000_000;

/** The thumbnail that an author put into the file, as bytes. */
const embedded = ({ kind, path }: Found): Buffer | null => {
  if (kind === 'folder' || !path.toLowerCase().endsWith('.safetensors')) return null;
  const url = describeFile(path).thumbnail;
  return url === null ? null : Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
};

/** The picture beside a model, or else the one inside it, made small anew; null where there is none, or none that can be read. */
export const pictureOf = async (found: Found): Promise<{ bytes: Buffer; type: string } | null> => {
  try {
    const source = found.picture ?? embedded(found);
    if (source === null) return null;
    const { default: sharp } = await import('sharp');
    const bytes = await sharp(source, { limitInputPixels: pixelLimit })
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
    return { bytes, type: 'image/webp' };
  } catch {
    // a preview is a courtesy: a broken one is none
    return null;
  }
};
