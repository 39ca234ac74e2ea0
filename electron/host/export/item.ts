import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportOptions } from '../../contract/export.ts';
import type { Image } from '../../contract/records.ts';
import { splice } from '../metadata/formats.ts';
import { toParameters } from '../metadata/parameters.ts';
import { contentOf } from '../metadata/recipe-in-file.ts';
import { type EncodedPicture, encodePicture } from './encode.ts';
import type { Item } from './journal.ts';

/** One picture ready to be written, in pieces; `release` gives their memory back once they are. */
export type Encoded = Readonly<{ item: Item; image: Image; picture: readonly Buffer[]; sidecar: string | null; release: () => void }>;

const sidecarOf = (options: ExportOptions, image: Image): string | null => {
  const kind = options.dataset?.layout === 'kohya' && options.sidecar === 'text' ? 'json' : options.sidecar;
  switch (kind) {
    case 'none':
      return null;
    case 'json':
      return `${JSON.stringify(describe(image), null, 2)}\n`;
    case 'text':
      return `${toParameters(image.recipe)}\n`;
  }
};

/** What lists and sidecars say of a picture. */
export const describe = ({ id, sha256, width, height, createdAt, rating, favourite, tags, collections, recipe }: Image) => ({
  id,
  sha256,
  width,
  height,
  createdAt: new Date(createdAt).toISOString(),
  rating,
  favourite,
  tags,
  collections,
  recipe,
});

/** Whatever words the file had, those of its recipe are the only ones after it; sharp leaves none. */
const withWords = ({ bytes, kept }: EncodedPicture, { format, metadata }: ExportOptions, { recipe, origin }: Image): readonly Buffer[] => {
  if (!kept && metadata === 'none') return [bytes];
  // the recipe of another program's picture is a stand-in: its own words stay where its file does, and nothing is made up
  if (origin !== null && metadata === 'all' && kept) return [bytes];
  return splice(bytes, format, contentOf(recipe, origin === null ? metadata : 'none'));
};

/** The collector sees a small object and lets the picture behind it lie; that of a few hundred would fill the memory until it comes. */
const release = (bytes: Buffer): void => {
  // not a slice of memory that others have a part of
  if (bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength === bytes.length) bytes.buffer.transfer(0);
};

/** Reads, encodes and describes one picture; null where its file is gone. */
export const encodeItem = async (library: string, options: ExportOptions, item: Item, image: Image): Promise<Encoded | null> => {
  const path = join(library, image.file);
  try {
    const encoded = await encodePicture(path, options);
    const picture = withWords(encoded, options, image);
    return { item, image, picture, sidecar: sidecarOf(options, image), release: () => release(encoded.bytes) };
  } catch (error) {
    // sharp has no code for it
    if ((await stat(path).catch(() => null)) === null) return null;
    throw error;
  }
};
