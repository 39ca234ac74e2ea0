import { uint16, uint32 } from './container.ts';

/** A box of the ISO base media file format (ISO 14496-12, 4.2). `data` is what is behind its size and type. */
export type Box = Readonly<{ type: string; data: Buffer }>;

/** The boxes of a file or of another box. Throws a `RangeError` where one leads outside. */
export const splitBoxes = (bytes: Buffer): Box[] => {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const short = bytes.readUInt32BE(at);
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short;
    const head = short === 1 ? 16 : 8;
    if (size < head || at + size > bytes.length) throw new RangeError('a box leads outside of the file');
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + head, at + size) });
    at += size;
  }
  return boxes;
};

export const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const data = Buffer.concat(parts);
  return Buffer.concat([uint32(data.length + 8), Buffer.from(type, 'latin1'), data]);
};

/** Version and flags stand before the data of a full box. */
export const fullBox = (type: string, version: number, ...parts: readonly Buffer[]): Buffer =>
  box(type, uint32(version * 0x1000000), ...parts);

/** Reads numbers one behind the other. Throws a `RangeError` at the end. */
export const reader = (bytes: Buffer, start: number) => {
  let at = start;
  return {
    /** A big-endian number of 0 to 8 bytes. */
    number: (size: number): number => {
      const from = at;
      at += size;
      if (size === 0) return 0;
      return size === 8 ? Number(bytes.readBigUInt64BE(from)) : bytes.readUIntBE(from, size);
    },
    bytes: (length: number): Buffer => {
      if (at + length > bytes.length) throw new RangeError('a box is too short');
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
};

/** One item reference box: from an item to others (ISO 14496-12, 8.11.12). */
export type Reference = Readonly<{ type: string; from: number; to: readonly number[] }>;

export const readReferences = (iref: Buffer): Reference[] => {
  const size = iref[0] === 0 ? 2 : 4;
  return splitBoxes(iref.subarray(4)).map(({ type, data }) => {
    const next = reader(data, 0);
    const from = next.number(size);
    return { type, from, to: Array.from({ length: next.number(2) }, () => next.number(size)) };
  });
};

export const writeReferences = (references: readonly Reference[]): Buffer =>
  fullBox('iref', 0, ...references.map(({ type, from, to }) => box(type, uint16(from), uint16(to.length), ...to.map(uint16))));
