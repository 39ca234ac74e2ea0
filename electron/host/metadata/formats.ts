import { avif } from './avif.ts';
import type { Container, Content, Found } from './container.ts';
import { jpeg } from './jpeg.ts';
import { png } from './png.ts';
import { webp } from './webp.ts';

/**
 * Every format that words can be put into and read from. Our own code, because sharp writes words only while it encodes: a lossy picture
 * would be compressed once more.
 */
export const formats = { png, jpeg, webp, avif } as const satisfies Readonly<Record<string, Container>>;
export type PictureFormat = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly PictureFormat[];

/** What a file is by its first bytes; null where it is none of ours. */
export const formatOf = (file: Buffer): PictureFormat | null => formatNames.find((name) => formats[name].is(file)) ?? null;

export const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

/** Windows of the same memory that touch become one: a PNG has hundreds of chunks, and all but a few stay where they are. */
const mergeNeighbours = (pieces: readonly Buffer[]): readonly Buffer[] => {
  const merged: Buffer[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last !== undefined && last.buffer === piece.buffer && last.byteOffset + last.length === piece.byteOffset)
      merged[merged.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + piece.length);
    else merged.push(piece);
  }
  return merged;
};

/** The picture with `content` as its only words, in pieces of which many are windows of `file`; pixels and colour profile stay as they are. Throws on a file that is damaged or of another format. */
export const splice = (file: Buffer, format: PictureFormat, content: Content): readonly Buffer[] => {
  if (!formats[format].is(file)) throw new Error(`not a file of the format ${format}`);
  return mergeNeighbours(formats[format].write(file, content));
};

/** The same in one piece. */
export const writeMetadata = (file: Buffer, format: PictureFormat, content: Content): Buffer =>
  Buffer.concat(splice(file, format, content));

/** The picture without a word: no text, Exif, XMP or comment, nothing behind its end; the colour profile stays. An Exif orientation goes too: turn the pixels first. */
export const stripMetadata = (file: Buffer, format: PictureFormat): Buffer =>
  writeMetadata(file, format, { recipe: null, parameters: null, xmp: [] });

/** All words of a file; null where it is of no known format. Never throws. */
export const readMetadata = (file: Buffer): Found | null => {
  const format = formatOf(file);
  return format === null ? null : formats[format].read(file);
};
