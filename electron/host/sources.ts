import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../contract/failure.ts';
import { imageByContent } from '../store/images.ts';
import type { Context } from './context.ts';
import { binName } from './library/bin.ts';
import { readIfThere, writeDurably } from './library/durable-write.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/** Pictures that runs start from, by content: a picture of the library, or one that was brought in from outside. */
export type Sources = Readonly<{
  add: (file: Buffer) => Promise<{ sha256: string; width: number; height: number }>;
  /** The bytes with this SHA-256. */
  read: (sha256: string) => Promise<Buffer>;
  /** The same for a run: from now on it is kept here, whatever becomes of the library's picture. */
  use: (sha256: string) => Promise<Buffer>;
  /** The same for showing, with what it is; null where there is no such picture. */
  show: (sha256: string) => Promise<{ bytes: Buffer; type: string } | null>;
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
    message: sentence('source.unreadable'),
    what: 'base64',
  });
};

const digest = (file: Buffer): string => createHash('sha256').update(file).digest('hex');

export const createSources = ({ home, db, disk }: Pick<Context, 'home' | 'db' | 'disk'>): Sources => {
  const pathOf = (sha256: string): string => join(home.sources, sha256.slice(0, 2), sha256);
  const read = async (sha256: string): Promise<Buffer | null> => {
    const brought = await readIfThere(pathOf(sha256));
    if (brought !== null) return brought;
    const image = imageByContent(db, sha256);
    if (image === null) return null;
    // a deleted one may still be in our bin; a changed one is not it
    const found = (await readIfThere(join(home.library, image.file))) ?? (await readIfThere(join(home.library, binName(image))));
    return found === null || digest(found) !== sha256 ? null : found;
  };
  const demand = async (sha256: string): Promise<Buffer> => {
    const found = await read(sha256);
    if (found !== null) return found;
    throw new Failure({
      code: 'not-found',
      message: sentence('source.gone'),
      what: 'recipe.source',
    });
  };
  return {
    add: async (file) => {
      const { width, height } = await measure(file);
      const sha256 = digest(file);
      if ((await readIfThere(pathOf(sha256))) === null) await writeDurably(pathOf(sha256), file, disk);
      return { sha256, width, height };
    },
    read: demand,
    use: async (sha256) => {
      const bytes = await demand(sha256);
      if ((await stat(pathOf(sha256)).catch(() => null)) === null) await writeDurably(pathOf(sha256), bytes, disk);
      return bytes;
    },
    show: async (sha256) => {
      const bytes = await read(sha256);
      return bytes === null ? null : { bytes, type: `image/${(await measure(bytes)).format}` };
    },
  };
};
