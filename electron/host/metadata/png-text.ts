import { crc32, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Signature and IHDR, which has a fixed length: text goes in right behind it. */
const headerEnd = 33;
/** Text longer than this is no recipe. */
const inflateLimit = 1 << 22;

/** Length, type, data and CRC: a chunk as the PNG standard has it. */
export const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
};

const isAscii = (text: string): boolean => /^[\n\x20-\x7e]*$/.test(text);

/** tEXt where the text is ASCII; iTXt with UTF-8 otherwise. (tEXt may hold Latin-1, but libvips, and so sharp, reads it as UTF-8.) */
const textChunk = (keyword: string, text: string): Buffer =>
  isAscii(text)
    ? chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))
    : chunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1'), Buffer.from(text, 'utf8')]));

export const isPng = (file: Uint8Array): boolean => file.length > headerEnd && signature.equals(file.subarray(0, 8));

/** The same picture with these texts in it, in this order. Says nothing of the time, so that the same recipe gives the same bytes. */
export const withText = (png: Buffer, texts: readonly (readonly [keyword: string, text: string])[]): Buffer => {
  if (!isPng(png)) throw new Error('not a PNG');
  return Buffer.concat([png.subarray(0, headerEnd), ...texts.map(([keyword, text]) => textChunk(keyword, text)), png.subarray(headerEnd)]);
};

/** Every text in a PNG by keyword; a chunk that makes no sense is passed over. */
export const readText = (png: Buffer): Map<string, string> => {
  const texts = new Map<string, string>();
  if (!isPng(png)) return texts;
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > png.length) break;
    const type = png.toString('latin1', at + 4, at + 8);
    const text = parseText(type, png.subarray(at + 8, at + 8 + length));
    if (text !== null) texts.set(text[0], text[1]);
    if (type === 'IEND') break;
    at = end;
  }
  return texts;
};

const parseText = (type: string, data: Buffer): [string, string] | null => {
  if (type !== 'tEXt' && type !== 'iTXt' && type !== 'zTXt') return null;
  const nul = data.indexOf(0);
  if (nul < 1) return null;
  const keyword = data.toString('latin1', 0, nul);
  try {
    switch (type) {
      case 'tEXt':
        return [keyword, data.toString('latin1', nul + 1)];
      case 'zTXt':
        return [keyword, inflate(data.subarray(nul + 2)).toString('latin1')];
      case 'iTXt': {
        const compressed = data[nul + 1] === 1;
        const language = data.indexOf(0, nul + 3);
        const translated = data.indexOf(0, language + 1);
        if (language < 0 || translated < 0) return null;
        const text = data.subarray(translated + 1);
        return [keyword, (compressed ? inflate(text) : text).toString('utf8')];
      }
    }
  } catch {
    return null;
  }
};

const inflate = (data: Buffer): Buffer => inflateSync(data, { maxOutputLength: inflateLimit });
