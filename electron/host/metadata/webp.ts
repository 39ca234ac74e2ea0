import { type Container, type Content, cutOff, type Found, type Split, wholeParts, xmpWithRecipe } from './container.ts';
import { userCommentBlock } from './exif.ts';
import { toPacket } from './xmp.ts';

/** Flags of VP8X (WebP container specification, "Extended File Format"). */
const flags = { xmp: 0x04, exif: 0x08, alpha: 0x10 } as const;
const visible = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const exifMark = Buffer.from('Exif\0\0', 'latin1');

type Chunk = Readonly<{ type: string; data: Buffer }>;

const split = (file: Buffer): Split<Chunk> => {
  const parts: Chunk[] = [];
  const end = 8 + file.readUInt32LE(4);
  for (let at = 12; at + 8 <= end; ) {
    const length = at + 8 <= file.length ? file.readUInt32LE(at + 4) : file.length;
    if (at + 8 + length > file.length) return { parts, cut: true };
    parts.push({ type: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return { parts, cut: false };
};

const pieces = ({ type, data }: Chunk): readonly Buffer[] => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return [head, data, Buffer.alloc(data.length % 2)];
};

/** Width, height and whether there may be transparency, from the bitstream's own header (RFC 6386, 9.1; WebP lossless, 3). */
const measure = ({ type, data }: Chunk): { width: number; height: number; alpha: boolean } => {
  if (type === 'VP8L') {
    const bits = data.readUInt32LE(1);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
  }
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff, alpha: false };
};

const extendedHeader = (picture: Chunk): Chunk => {
  const { width, height, alpha } = measure(picture);
  const data = Buffer.alloc(10);
  data[0] = alpha ? flags.alpha : 0;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return { type: 'VP8X', data };
};

const read = (file: Buffer): Found => {
  const { parts, cut } = split(file);
  const named = (name: string): Buffer[] => parts.filter(({ type }) => type === name).map(({ data }) => data);
  return {
    texts: [],
    exif: named('EXIF').map((data) => (data.subarray(0, 6).equals(exifMark) ? data.subarray(6) : data)),
    xmp: named('XMP ').map((data) => data.toString('utf8')),
    problems: cut ? [cutOff] : [],
  };
};

const write = (file: Buffer, content: Content): readonly Buffer[] => {
  const kept = wholeParts(split(file)).filter(({ type }) => visible.has(type));
  const [first] = kept;
  if (first === undefined) throw new Error('the WebP has no picture');
  const xmp = xmpWithRecipe(content);
  const words: readonly Chunk[] = [
    ...(content.parameters === null ? [] : [{ type: 'EXIF', data: userCommentBlock(content.parameters) }]),
    ...(xmp.length === 0 ? [] : [{ type: 'XMP ', data: Buffer.from(toPacket(xmp), 'utf8') }]),
  ];
  const body = [...withFlags(kept, first, words), ...words].flatMap(pieces);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(4 + body.reduce((sum, { length }) => sum + length, 0), 4);
  return [head, ...body];
};

/** The header that says what is in the file, where there is more than the picture. */
const withFlags = (kept: readonly Chunk[], first: Chunk, words: readonly Chunk[]): readonly Chunk[] => {
  const rest = kept.filter(({ type }) => type !== 'VP8X');
  if (rest.length + words.length === 1) return rest;
  const { data: old } = first.type === 'VP8X' ? first : extendedHeader(first);
  const data = Buffer.from(old);
  const said = words.reduce((sum, { type }) => sum | (type === 'EXIF' ? flags.exif : flags.xmp), 0);
  data[0] = ((old[0] ?? 0) & ~(flags.exif | flags.xmp)) | said;
  return [{ type: 'VP8X', data }, ...rest];
};

const is = (file: Buffer): boolean =>
  file.length > 20 && file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WEBP';

/** WebP: A1111's text in the EXIF chunk, the recipe in the XMP chunk. */
export const webp: Container = { is, read, write };
