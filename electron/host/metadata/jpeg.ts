import { createHash } from 'node:crypto';
import {
  type Container,
  type Content,
  cutOff,
  type Found,
  type Split,
  textLimit,
  uint16,
  uint32,
  wholeParts,
  xmpWithRecipe,
} from './container.ts';
import { userCommentBlock } from './exif.ts';
import { namespaces, readPacket, toPacket, type XmpProperty } from './xmp.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

const exifMark = Buffer.from('Exif\0\0', 'latin1');
const xmpMark = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const extendedMark = Buffer.from('http://ns.adobe.com/xmp/extension/\0', 'latin1');
const iccMark = Buffer.from('ICC_PROFILE\0', 'latin1');
const startOfImage = Buffer.from([0xff, 0xd8]);
const app = (n: number): number => 0xe0 + n;
const comment = 0xfe;
const startOfScan = 0xda;
const endOfImage = 0xd9;
/** A segment's length has two bytes and counts itself. */
const segmentLimit = 0xffff - 2;

type Segment = Readonly<{ marker: number; data: Buffer; whole: Buffer }>;

/** The compressed picture counts as part of the segment before it. */
const split = (file: Buffer): Split<Segment> => {
  const parts: Segment[] = [];
  for (let at = 2; at + 2 <= file.length; ) {
    const marker = file[at + 1] ?? 0;
    if (file[at] !== 0xff) break;
    if (marker === endOfImage) return { parts, cut: false };
    // a marker may be preceded by any number of fill bytes
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (at + 4 > file.length) break;
    const end = at + 2 + file.readUInt16BE(at + 2);
    if (end > file.length || end < at + 4) break;
    const next = marker === startOfScan ? endOfScan(file, end) : end;
    parts.push({ marker, data: file.subarray(at + 4, end), whole: file.subarray(at, next) });
    at = next;
  }
  return { parts, cut: true };
};

/** Compressed data ends at a marker that is neither a stuffed zero nor a restart (T.81, B.1.1.5). */
const endOfScan = (file: Buffer, from: number): number => {
  for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return file.length;
};

const starts = (data: Buffer, mark: Buffer): boolean => data.subarray(0, mark.length).equals(mark);

/** Segments that the picture needs: tables, frames, scans, JFIF's density, the colour profile and Adobe's colour transform. */
const isVisible = ({ marker, data }: Segment): boolean => {
  if (marker === app(0)) return starts(data, Buffer.from('JFIF\0', 'latin1'));
  if (marker === app(2)) return starts(data, iccMark);
  if (marker === app(14)) return starts(data, Buffer.from('Adobe', 'latin1'));
  return marker !== comment && (marker < app(0) || marker > app(15));
};

const segment = (marker: number, ...parts: readonly Buffer[]): Buffer => {
  const data = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0xff, marker]), uint16(data.length + 2), data]);
};

/** A packet that is too long for a segment goes on in numbered pieces, which the main one names by their MD5 (XMP part 3, 1.1.3.1). */
const xmpSegments = (properties: readonly XmpProperty[]): Buffer[] => {
  if (properties.length === 0) return [];
  const whole = Buffer.from(toPacket(properties), 'utf8');
  if (whole.length + xmpMark.length <= segmentLimit) return [segment(app(1), xmpMark, whole)];
  const extended = Buffer.from(toPacket(properties.filter(({ space }) => space === 'tincture')), 'utf8');
  const name = createHash('md5').update(extended).digest('hex').toUpperCase();
  const main = toPacket([
    ...properties.filter(({ space }) => space !== 'tincture'),
    { space: 'xmpNote', name: 'HasExtendedXMP', kind: 'text', value: name },
  ]);
  const room = segmentLimit - extendedMark.length - 40;
  const pieces = Array.from({ length: Math.ceil(extended.length / room) }, (_, index) =>
    segment(
      app(1),
      extendedMark,
      Buffer.from(name, 'latin1'),
      uint32(extended.length),
      uint32(index * room),
      extended.subarray(index * room, (index + 1) * room),
    ),
  );
  return [segment(app(1), xmpMark, Buffer.from(main, 'utf8')), ...pieces];
};

const exifSegments = (parameters: string | null): Buffer[] => {
  if (parameters === null) return [];
  const block = userCommentBlock(parameters);
  // two prompts of the greatest length fit; what else could be longer is not worth a file without the rest
  return block.length + exifMark.length > segmentLimit ? [] : [segment(app(1), exifMark, block)];
};

/** The pieces of one extended packet, where they are all there. */
const joinExtended = (pieces: readonly Buffer[], name: string): string | null => {
  const own = pieces.filter((piece) => piece.length >= 40 && piece.toString('latin1', 0, 32) === name);
  const length = own[0]?.readUInt32BE(32) ?? 0;
  if (length === 0 || length > textLimit) return null;
  const packet = Buffer.alloc(length);
  let filled = 0;
  for (const piece of own) {
    const [offset, data] = [piece.readUInt32BE(36), piece.subarray(40)];
    if (offset + data.length > length) return null;
    filled += data.copy(packet, offset);
  }
  return filled === length ? packet.toString('utf8') : null;
};

const extendedName = (packet: string): string | undefined => {
  try {
    return readPacket(packet).get(`${namespaces.xmpNote}HasExtendedXMP`);
  } catch {
    return undefined;
  }
};

const read = (file: Buffer): Found => {
  const { parts, cut } = split(file);
  const problems = cut ? [cutOff] : [];
  const marked = (mark: Buffer): Buffer[] =>
    parts.filter(({ marker, data }) => marker === app(1) && starts(data, mark)).map(({ data }) => data.subarray(mark.length));
  const xmp = marked(xmpMark).map((data) => data.toString('utf8'));
  const name = xmp[0] === undefined ? undefined : extendedName(xmp[0]);
  if (name !== undefined) {
    const extended = joinExtended(marked(extendedMark), name);
    if (extended === null) problems.push(sentence('file.xmp-part'));
    else xmp.push(extended);
  }
  const comments = parts.filter(({ marker }) => marker === comment);
  return { texts: comments.map(({ data }) => ['comment', data.toString('utf8')] as const), exif: marked(exifMark), xmp, problems };
};

const write = (file: Buffer, content: Content): readonly Buffer[] => {
  const kept = wholeParts(split(file)).filter(isVisible);
  const words = [...exifSegments(content.parameters), ...xmpSegments(xmpWithRecipe(content))];
  // JFIF wants to be first, Exif as early as it can
  const headers = kept.findIndex(({ marker }) => marker !== app(0));
  const [before, after] = [kept.slice(0, headers), kept.slice(headers)].map((parts) => parts.map(({ whole }) => whole));
  return [startOfImage, ...(before ?? []), ...words, ...(after ?? []), Buffer.from([0xff, endOfImage])];
};

const is = (file: Buffer): boolean => file.length > 4 && file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff;

/** JPEG: A1111's text in Exif, the recipe in XMP, whose extension has room for any length. */
export const jpeg: Container = { is, read, write };
