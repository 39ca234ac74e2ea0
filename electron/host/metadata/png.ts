import { crc32, inflateSync } from 'node:zlib';
import { type Container, type Content, cutOff, type Found, type Split, textLimit, uint32, wholeParts } from './container.ts';
import { toPacket } from './xmp.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Signature and IHDR, which has a fixed length: text goes in right behind it. */
const headerEnd = 33;
const xmpKeyword = 'XML:com.adobe.xmp';
export const recipeKeyword = 'tincture';

/** Chunks that change what is seen (PNG third edition, 5.6); all others are words. */
const visible = new Set('IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs hIST sPLT acTL fcTL fdAT'.split(' '));

/** Length, type, data and CRC: a chunk as the PNG standard has it. */
export const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), named, uint32(crc32(named))]);
};

type Chunk = Readonly<{ type: string; data: Buffer; whole: Buffer }>;

const isSound = ({ whole }: Chunk): boolean => crc32(whole.subarray(4, -4)) === whole.readUInt32BE(whole.length - 4);

const split = (file: Buffer): Split<Chunk> => {
  const parts: Chunk[] = [];
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) break;
    const type = file.toString('latin1', at + 4, at + 8);
    parts.push({ type, data: file.subarray(at + 8, end - 4), whole: file.subarray(at, end) });
    if (type === 'IEND') return { parts, cut: false };
    at = end;
  }
  return { parts, cut: true };
};

const isAscii = (text: string): boolean => /^[\n\x20-\x7e]*$/.test(text);

/** tEXt where the text is ASCII; iTXt with UTF-8 otherwise. (tEXt may hold Latin-1, but libvips, and so sharp, reads it as UTF-8.) */
export const textChunk = (keyword: string, text: string): Buffer =>
  isAscii(text)
    ? chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))
    : chunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text.replaceAll('\0', ''), 'utf8')]));

/** Latin-1 by the standard; UTF-8 where the bytes are that, because many tools write it. */
const decode = (data: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return data.toString('latin1');
  }
};

/** For the texts of one file: many that inflate may not fill the memory which one may not fill. */
const inflater = (): ((data: Buffer) => Buffer) => {
  let left = textLimit;
  return (data) => {
    const text = inflateSync(data, { maxOutputLength: Math.max(1, left) });
    left -= text.length;
    return text;
  };
};

/** Keyword and text; null for a chunk of another kind. Throws where it makes no sense. */
const parseText = ({ type, data }: Chunk, inflate: (data: Buffer) => Buffer): readonly [string, string] | null => {
  if (type !== 'tEXt' && type !== 'iTXt' && type !== 'zTXt') return null;
  const nul = data.indexOf(0);
  if (nul < 1) throw new Error('it has no keyword');
  const keyword = data.toString('latin1', 0, nul);
  if (type === 'tEXt') return [keyword, decode(data.subarray(nul + 1))];
  if (type === 'zTXt') return [keyword, decode(inflate(data.subarray(nul + 2)))];
  const language = data.indexOf(0, nul + 3);
  const translated = data.indexOf(0, language + 1);
  if (language < 0 || translated < 0) throw new Error('it has no text');
  const text = data.subarray(translated + 1);
  return [keyword, (data[nul + 1] === 1 ? inflate(text) : text).toString('utf8')];
};

const reasonOf = (error: unknown): string =>
  error instanceof RangeError ? 'it is larger than any text' : error instanceof Error ? error.message : String(error);

const read = (file: Buffer): Found => {
  const { parts, cut } = split(file);
  const texts: (readonly [string, string])[] = [];
  const xmp: string[] = [];
  const problems = cut ? [cutOff] : [];
  const inflate = inflater();
  for (const part of parts) {
    try {
      const text = parseText(part, inflate);
      if (text === null) continue;
      if (!isSound(part)) problems.push(sentence('file.checksum', { text: text[0] }));
      if (text[0] === xmpKeyword) xmp.push(text[1]);
      else texts.push(text);
    } catch (error) {
      problems.push(sentence('file.chunk', { type: part.type, detail: reasonOf(error) }));
    }
  }
  return { texts, exif: parts.filter(({ type }) => type === 'eXIf').map(({ data }) => data), xmp, problems };
};

const write = (file: Buffer, { recipe, parameters, xmp }: Content): readonly Buffer[] => {
  const [header, ...kept] = wholeParts(split(file)).filter(({ type }) => visible.has(type));
  if (header?.type !== 'IHDR') throw new Error('the PNG has no header');
  const texts = [
    ...(recipe === null ? [] : [textChunk(recipeKeyword, recipe)]),
    ...(parameters === null ? [] : [textChunk('parameters', parameters)]),
    ...(xmp.length === 0 ? [] : [textChunk(xmpKeyword, toPacket(xmp))]),
  ];
  return [signature, header.whole, ...texts, ...kept.map(({ whole }) => whole)];
};

/** A PNG without words, with all that another file says. */
export const withWordsOf = (file: Buffer, { texts, exif, xmp }: Found): Buffer =>
  Buffer.concat([
    file.subarray(0, headerEnd),
    ...texts.map(([keyword, text]) => textChunk(keyword, text)),
    ...exif.map((block) => chunk('eXIf', block)),
    ...xmp.map((packet) => textChunk(xmpKeyword, packet)),
    file.subarray(headerEnd),
  ]);

const is = (file: Buffer): boolean => file.length > headerEnd && signature.equals(file.subarray(0, 8));

/** PNG: our recipe and A1111's text in chunks of their own, XMP beside them. */
export const png: Container = { is, read, write };
