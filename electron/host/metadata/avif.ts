import { type Box, box, fullBox, type Reference, reader, readReferences, splitBoxes, writeReferences } from './boxes.ts';
import { type Container, type Content, cutOff, type Found, uint16, uint32, xmpWithRecipe } from './container.ts';
import { userCommentBlock } from './exif.ts';
import { toPacket } from './xmp.ts';
import { inEnglish, sentence } from '../../../native-models/words/sentence.ts';

/** One item of a HEIF file: a picture, a part of one, or words about one (ISO 23008-12). */
type Item = Readonly<{ id: number; type: string; contentType: string; entry: Buffer; data: Buffer | null }>;
type File = Readonly<{ top: readonly Box[]; meta: readonly Box[]; items: readonly Item[] }>;

const xmpType = 'application/rdf+xml';
/** Items that hold words: Exif, XMP and other text, addresses. */
const isWords = ({ type }: Pick<Item, 'type'>): boolean => type === 'Exif' || type === 'mime' || type === 'uri ';

const textUntilNul = (bytes: Buffer, at: number): string => {
  const end = bytes.indexOf(0, at);
  return bytes.toString('utf8', at, end < 0 ? bytes.length : end);
};

/** Item information entries (8.11.6): id, type, and for MIME items the content type behind the name. */
const readEntries = (iinf: Buffer): Omit<Item, 'data'>[] =>
  splitBoxes(iinf.subarray(iinf[0] === 0 ? 6 : 8)).map(({ data }) => {
    const size = data[0] === 2 ? 2 : 4;
    const id = data.readUIntBE(4, size);
    const at = 4 + size + 2;
    const name = textUntilNul(data, at + 4);
    const contentType = textUntilNul(data, at + 4 + Buffer.byteLength(name) + 1);
    return { id, type: data.toString('latin1', at, at + 4), contentType, entry: data };
  });

/** Item locations (8.11.3) as the bytes themselves. */
const readData = (iloc: Buffer, file: Buffer, idat: Buffer | undefined): Map<number, Buffer> => {
  const version = iloc[0] ?? 0;
  const next = reader(iloc, 4);
  const [sizes, more] = [next.number(1), next.number(1)];
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 4, sizes & 15, more >> 4, version === 0 ? 0 : more & 15];
  const count = next.number(version < 2 ? 2 : 4);
  const found = new Map<number, Buffer>();
  let copied = 0;
  for (let item = 0; item < count; item++) {
    const id = next.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : next.number(2) & 15;
    if (next.number(2) !== 0 || method > 1) throw new Error('its picture lies outside of the file');
    const from = method === 0 ? file : idat;
    const base = next.number(baseSize);
    const extents = Array.from({ length: next.number(2) }, () => {
      next.number(indexSize);
      const start = base + next.number(offsetSize);
      const length = next.number(lengthSize);
      if (from === undefined || start + length > from.length) throw new RangeError(inEnglish(cutOff));
      return from.subarray(start, length === 0 ? undefined : start + length);
    });
    const [only, ...others] = extents;
    if (others.length > 0) copied += extents.reduce((sum, { length }) => sum + length, 0);
    // pieces that are named again and again would fill any memory
    if (copied > file.length) throw new Error('its items are larger than the file');
    found.set(id, only !== undefined && others.length === 0 ? only : Buffer.concat(extents));
  }
  return found;
};

/** Throws where the file makes no sense. */
const open = (file: Buffer): File => {
  const top = splitBoxes(file);
  const root = top.find(({ type }) => type === 'meta');
  if (root === undefined) throw new Error('it has no meta box');
  const meta = splitBoxes(root.data.subarray(4));
  const part = (name: string): Buffer | undefined => meta.find(({ type }) => type === name)?.data;
  const [iinf, iloc] = [part('iinf'), part('iloc')];
  if (iinf === undefined || iloc === undefined) throw new Error('it has no list of items');
  const data = readData(iloc, file, part('idat'));
  return { top, meta, items: readEntries(iinf).map((entry) => ({ ...entry, data: data.get(entry.id) ?? null })) };
};

/** The TIFF block begins so many bytes behind the number (23008-12, A.2.1). */
const tiffOf = (data: Buffer): Buffer => data.subarray(4 + data.readUInt32BE(0));

const read = (file: Buffer): Found => {
  const nothing = { texts: [], exif: [], xmp: [] };
  try {
    const { items } = open(file);
    const wordBytes = items.reduce((sum, item) => sum + (isWords(item) ? (item.data?.length ?? 0) : 0), 0);
    if (wordBytes > file.length) throw new Error('its items are larger than the file');
    const of = (match: (item: Item) => boolean): Buffer[] => items.filter(match).flatMap(({ data }) => data ?? []);
    return {
      ...nothing,
      exif: of(({ type }) => type === 'Exif').map(tiffOf),
      xmp: of(({ type, contentType }) => type === 'mime' && contentType === xmpType).map((data) => data.toString('utf8')),
      problems: [],
    };
  } catch (error) {
    return {
      ...nothing,
      problems: [
        error instanceof RangeError
          ? cutOff
          : sentence('file.nonsense', { detail: error instanceof Error ? error.message : String(error) }),
      ],
    };
  }
};

const entryOf = (id: number, type: string, contentType: string): Item => ({
  id,
  type,
  contentType,
  entry: Buffer.concat([
    uint32(0x02000000),
    uint16(id),
    uint16(0),
    Buffer.from(`${type}\0${contentType === '' ? '' : `${contentType}\0`}`, 'latin1'),
  ]),
  data: null,
});

const wordsOf = (content: Content, firstId: number): Item[] => {
  const xmp = xmpWithRecipe(content);
  return [
    ...(content.parameters === null
      ? []
      : [{ ...entryOf(firstId, 'Exif', ''), data: Buffer.concat([uint32(0), userCommentBlock(content.parameters)]) }]),
    ...(xmp.length === 0 ? [] : [{ ...entryOf(firstId + 1, 'mime', xmpType), data: Buffer.from(toPacket(xmp), 'utf8') }]),
  ];
};

const primaryOf = (meta: readonly Box[]): number => {
  const pitm = meta.find(({ type }) => type === 'pitm')?.data;
  if (pitm === undefined) throw new Error('it has no primary picture');
  return pitm.readUIntBE(4, pitm[0] === 0 ? 2 : 4);
};

/** `words` describe the primary picture; references of items that are gone go with them. */
const referencesOf = (meta: readonly Box[], items: readonly Item[], words: readonly Item[]): Reference[] => {
  const there = new Set(items.map(({ id }) => id));
  const old = meta.find(({ type }) => type === 'iref')?.data;
  const kept = (old === undefined ? [] : readReferences(old))
    .map(({ type, from, to }) => ({ type, from, to: to.filter((id) => there.has(id)) }))
    .filter(({ from, to }) => there.has(from) && to.length > 0);
  return [...kept, ...words.map(({ id }) => ({ type: 'cdsc', from: id, to: [primaryOf(meta)] }))];
};

/** Properties of items that are gone (14496-12, 8.11.14) would point nowhere. */
const associationsOf = (ipma: Buffer, items: readonly Item[]): Buffer => {
  const there = new Set(items.map(({ id }) => id));
  const [idSize, indexSize] = [ipma[0] === 0 ? 2 : 4, ((ipma[3] ?? 0) & 1) === 1 ? 2 : 1];
  const next = reader(ipma, 4);
  const kept = Array.from({ length: next.number(4) }, () => {
    const id = next.bytes(idSize);
    const count = next.bytes(1);
    return { id, whole: Buffer.concat([id, count, next.bytes((count[0] ?? 0) * indexSize)]) };
  }).filter(({ id }) => there.has(id.readUIntBE(0, idSize)));
  return box('ipma', ipma.subarray(0, 4), uint32(kept.length), ...kept.map(({ whole }) => whole));
};

const metaOf = (meta: readonly Box[], items: readonly Item[], words: readonly Item[], dataStart: number): Buffer => {
  const all = [...items, ...words];
  const located = all.filter(({ data }) => data !== null);
  let at = dataStart;
  const locations = located.map(({ id, data }) => {
    const length = data?.length ?? 0;
    const location = Buffer.concat([uint16(id), uint16(0), uint16(1), uint32(at), uint32(length)]);
    at += length;
    return location;
  });
  const references = referencesOf(meta, items, words);
  const rebuilt: Readonly<Record<string, (data: Buffer) => Buffer>> = {
    iinf: () => fullBox('iinf', 0, uint16(all.length), ...all.map(({ entry }) => box('infe', entry))),
    // offsets and lengths of four bytes, no base
    iloc: () => fullBox('iloc', 0, Buffer.from([0x44, 0x00]), uint16(located.length), ...locations),
    iprp: (data) =>
      box('iprp', ...splitBoxes(data).map((part) => (part.type === 'ipma' ? associationsOf(part.data, items) : box(part.type, part.data)))),
    iref: () => Buffer.alloc(0),
    idat: () => Buffer.alloc(0),
  };
  const boxes = meta.map(({ type, data }) => rebuilt[type]?.(data) ?? box(type, data));
  return fullBox('meta', 0, ...boxes, ...(references.length === 0 ? [] : [writeReferences(references)]));
};

const write = (file: Buffer, content: Content): readonly Buffer[] => {
  const { top, meta, items } = open(file);
  if (top.some(({ type }) => type === 'moov')) throw new Error('a moving picture cannot be written');
  const kept = items.filter((item) => !isWords(item));
  const words = wordsOf(content, Math.max(0, ...kept.map(({ id }) => id)) + 1);
  if (words.some(({ id }) => id > 0xffff)) throw new Error('it has too many items');
  const head = top.filter(({ type }) => type === 'ftyp').map(({ type, data }) => box(type, data));
  const before = Buffer.concat(head).length;
  // the size of the meta box does not depend on the offsets in it
  const dataStart = before + metaOf(meta, kept, words, 0).length + 8;
  const data = [...kept, ...words].flatMap((item) => item.data ?? []);
  return [...head, metaOf(meta, kept, words, dataStart), box('mdat', ...data)];
};

const is = (file: Buffer): boolean =>
  file.length > 16 &&
  file.toString('latin1', 4, 8) === 'ftyp' &&
  /avi[fs]/.test(file.toString('latin1', 8, Math.min(64, file.readUInt32BE(0))));

/** AVIF: A1111's text in an Exif item, the recipe in an XMP item. */
export const avif: Container = { is, read, write };
