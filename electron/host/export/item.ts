import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportOptions } from '../../contract/export.ts';
import type { Image } from '../../contract/records.ts';
import { writeMetadata } from '../metadata/formats.ts';
import { toParameters } from '../metadata/parameters.ts';
import { contentOf } from '../metadata/recipe-in-file.ts';
import { encodePicture } from './encode.ts';
import type { Item } from './journal.ts';

/** One picture ready to be written. */
export type Encoded = Readonly<{ item: Item; image: Image; picture: Buffer; sidecar: string | null }>;

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
const withWords = (
  { bytes, kept }: Readonly<{ bytes: Buffer; kept: boolean }>,
  { format, metadata }: ExportOptions,
  { recipe, origin }: Image,
): Buffer => {
  if (!kept && metadata === 'none') return bytes;
  // the recipe of another program's picture is a stand-in: its own words stay where its file does, and nothing is made up
  if (origin !== null && metadata === 'all' && kept) return bytes;
  return writeMetadata(bytes, format, contentOf(recipe, origin === null ? metadata : 'none'));
};

/** Reads, encodes and describes one picture; null where its file is gone. */
export const encodeItem = async (library: string, options: ExportOptions, item: Item, image: Image): Promise<Encoded | null> => {
  const path = join(library, image.file);
  try {
    const picture = withWords(await encodePicture(path, options), options, image);
    return { item, image, picture, sidecar: sidecarOf(options, image) };
  } catch (error) {
    // sharp has no code for it
    if ((await stat(path).catch(() => null)) === null) return null;
    throw error;
  }
};
