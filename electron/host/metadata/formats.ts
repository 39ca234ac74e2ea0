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

/** The picture with `content` as its only words; pixels and colour profile stay as they are. Throws on a file that is damaged or of another format. */
export const writeMetadata = (file: Buffer, format: PictureFormat, content: Content): Buffer => {
  if (!formats[format].is(file)) throw new Error(`not a file of the format ${format}`);
  return formats[format].write(file, content);
};

/** The picture without a word: no text, Exif, XMP or comment, nothing behind its end; the colour profile stays. An Exif orientation goes too: turn the pixels first. */
export const stripMetadata = (file: Buffer, format: PictureFormat): Buffer =>
  writeMetadata(file, format, { recipe: null, parameters: null, xmp: [] });

/** All words of a file; null where it is of no known format. Never throws. */
export const readMetadata = (file: Buffer): Found | null => {
  const format = formatOf(file);
  return format === null ? null : formats[format].read(file);
};
