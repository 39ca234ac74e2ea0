import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Failure } from '../contract/failure.ts';
import { imageByContent } from '../store/images.ts';
import type { Context } from './context.ts';
import { readIfThere, writeDurably } from './library/durable-write.ts';

/** Pictures that runs start from, by content: a picture of the library, or one that was brought in from outside. */
export type Sources = Readonly<{
  add: (file: Buffer) => Promise<{ sha256: string; width: number; height: number }>;
  /** The bytes with this SHA-256. */
  read: (sha256: string) => Promise<Buffer>;
}>;

const formats: readonly string[] = ['png', 'jpeg', 'webp'];
const pixelLimit = 100_000_000;

/** What a picture file is, by its own header. */
const measure = async (file: Buffer): Promise<{ width: number; height: number; format: string }> => {
  const { default: sharp } = await import('sharp');
  try {
    const { format, autoOrient } = await sharp(file, { limitInputPixels: pixelLimit }).metadata();
    if (formats.includes(format)) return { width: autoOrient.width, height: autoOrient.height, format };
  } catch {
    // falls through to the one message for all that is no picture
  }
  throw new Failure({
    code: 'bad-input',
    message: 'This file is not a picture that can be read. Choose a PNG, JPEG or WebP file of at most 100 megapixels.',
    what: 'base64',
  });
};

export const createSources = ({ home, db, disk }: Pick<Context, 'home' | 'db' | 'disk'>): Sources => {
  const pathOf = (sha256: string): string => join(home.sources, sha256.slice(0, 2), sha256);
  return {
    add: async (file) => {
      const { width, height } = await measure(file);
      const sha256 = createHash('sha256').update(file).digest('hex');
      if ((await readIfThere(pathOf(sha256))) === null) await writeDurably(pathOf(sha256), file, disk);
      return { sha256, width, height };
    },
    read: async (sha256) => {
      const brought = await readIfThere(pathOf(sha256));
      if (brought !== null) return brought;
      const image = imageByContent(db, sha256);
      const own = image === null ? null : await readIfThere(join(home.library, image.file));
      if (own !== null) return own;
      throw new Failure({
        code: 'not-found',
        message: 'The picture that this run starts from is gone. Choose it again.',
        what: 'recipe.source',
      });
    },
  };
};
