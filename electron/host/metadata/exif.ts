/** Tags that generators put words into (Exif 3.0, tables 4 to 8). */
const tags = { imageDescription: 0x010e, make: 0x010f, model: 0x0110, software: 0x0131, userComment: 0x9286 } as const;
const exifPointer = 0x8769;
const ascii = 2;
const undefinedType = 7;
const unicodeMark = Buffer.from('UNICODE\0', 'latin1');
/** More directories or entries than this are no camera's work. */
const entryLimit = 1_000;

export type ExifText = Readonly<Partial<Record<keyof typeof tags, string>>>;

/** A TIFF block whose one entry is `UserComment` in UTF-16, as A1111 writes it: big-endian, with the mark `UNICODE`. */
export const userCommentBlock = (text: string): Buffer => {
  const words = Buffer.from(text, 'utf16le').swap16();
  const comment = Buffer.concat([unicodeMark, words]);
  const head = Buffer.alloc(44);
  head.write('MM\0*', 0, 'latin1');
  head.writeUInt32BE(8, 4);
  // IFD 0: one pointer to the Exif directory
  head.writeUInt16BE(1, 8);
  writeEntry(head, 10, exifPointer, 4, 1, 26);
  // Exif directory: one comment, right behind it
  head.writeUInt16BE(1, 26);
  writeEntry(head, 28, tags.userComment, undefinedType, comment.length, 44);
  return Buffer.concat([head, comment]);
};

const writeEntry = (into: Buffer, at: number, tag: number, type: number, count: number, value: number): void => {
  into.writeUInt16BE(tag, at);
  into.writeUInt16BE(type, at + 2);
  into.writeUInt32BE(count, at + 4);
  into.writeUInt32BE(value, at + 8);
};

/** The words in a TIFF block, with every further text entry of IFD 0 (ComfyUI hides its graphs there) under `others`. Throws a `RangeError` where an offset leads outside. */
export const readExif = (block: Buffer): ExifText & { others: readonly string[] } => {
  const little = block.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (little ? block.readUInt16LE(at) : block.readUInt16BE(at));
  const u32 = (at: number): number => (little ? block.readUInt32LE(at) : block.readUInt32BE(at));
  const names = new Map<number, keyof typeof tags>(Object.entries(tags).map(([name, tag]) => [tag, name as keyof typeof tags]));
  const found: Partial<Record<keyof typeof tags, string>> = {};
  const others: string[] = [];
  const directory = (at: number, deeper: boolean): void => {
    const count = Math.min(u16(at), entryLimit);
    for (let index = 0; index < count; index++) {
      const entry = at + 2 + index * 12;
      const [tag, type, length] = [u16(entry), u16(entry + 2), u32(entry + 4)];
      if (tag === exifPointer && deeper) directory(u32(entry + 8), false);
      if (type !== ascii && type !== undefinedType) continue;
      const start = length <= 4 ? entry + 8 : u32(entry + 8);
      if (start + length > block.length) throw new RangeError('an entry lies outside of the block');
      const value = block.subarray(start, start + length);
      const name = names.get(tag);
      if (name === 'userComment') found.userComment = readComment(value, little);
      else if (type === ascii) {
        const text = value.toString('utf8').replace(/\0+$/, '');
        if (name !== undefined) found[name] = text;
        else if (deeper) others.push(text);
      }
    }
  };
  directory(u32(4), true);
  return { ...found, others };
};

/** Eight bytes of mark, then text. UTF-16 is in the block's byte order by the standard, but A1111 writes big-endian everywhere: zeros tell. */
const readComment = (value: Buffer, little: boolean): string => {
  const mark = value.toString('latin1', 0, 8);
  const body = value.subarray(8);
  if (mark === 'UNICODE\0') {
    const words = Buffer.from(body.subarray(0, body.length - (body.length % 2)));
    return (isLittle(words, little) ? words : words.swap16()).toString('utf16le').replace(/^\ufeff|\0+$/g, '');
  }
  const known = mark === 'ASCII\0\0\0' || mark === '\0\0\0\0\0\0\0\0';
  return (known ? body : value).toString('utf8').replace(/\0+$/, '');
};

/** Which half of the words is zero more often: in nearly all text that is the high one. */
const isLittle = (words: Buffer, otherwise: boolean): boolean => {
  if (words.length >= 2 && words.readUInt16LE(0) === 0xfeff) return true;
  let [even, odd] = [0, 0];
  for (let at = 0; at + 1 < words.length; at += 2) {
    if (words[at] === 0) even += 1;
    if (words[at + 1] === 0) odd += 1;
  }
  return even === odd ? otherwise : odd > even;
};
