import type { ByteSource } from '../sessions/protobuf.ts';
import { inEnglish, sentence, type Words } from '../words/sentence.ts';
import { duplicateKey } from './json-keys.ts';

/** Bytes of one element, by the names of the format. */
export const itemSizes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;
export type StoredType = keyof typeof itemSizes;

/** A tensor's place: `offset` counts from the start of the file. Little-endian, row-major. */
export type Entry = Readonly<{ type: StoredType; shape: readonly number[]; offset: number; length: number }>;

export type SafetensorsHeader = Readonly<{ tensors: ReadonlyMap<string, Entry>; metadata: ReadonlyMap<string, string> }>;

/** The file is not a whole `.safetensors` file; `words` tell the person who chose it. */
export class UnsafeTensors extends Error {
  override readonly name = 'UnsafeTensors';
  readonly words: Words;

  constructor(words: Words, options?: ErrorOptions) {
    super(inEnglish(words), options);
    this.words = words;
  }
}

const cutShort = (bytes: number, whole: number): UnsafeTensors =>
  new UnsafeTensors(sentence('tensors.cut', { missing: { bytes: whole - bytes }, size: { bytes: whole } }));

/** It contradicts itself; only whoever makes such files asks how. */
const damaged = (detail: string, options?: ErrorOptions): UnsafeTensors =>
  new UnsafeTensors(sentence('tensors.damaged', { detail }), options);

const MAX_HEADER = 100_000_000; // the limit of the reference implementation
const MAX_RANK = 8;

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Array.from(text, (char) => char.charCodeAt(0)).every((code, i) => bytes[i] === code);

/** Formats that people have under this name, by their first bytes; null where nothing is known. */
const strangerOf = (head: Uint8Array): Words | null => {
  // a header of 0x…0280 bytes begins as a pickle does; what follows its length is JSON
  if (head[8] === 0x7b) return null;
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, '\x80\x02') || startsWith(head, '\x80\x04')) return sentence('tensors.pickle');
  if (startsWith(head, 'GGUF')) return sentence('tensors.gguf');
  if (startsWith(head, 'version https://git-lfs')) return sentence('tensors.pointer');
  if (startsWith(head, '<')) return sentence('tensors.page');
  return null;
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const show = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

const asObject = (value: unknown, what: string): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(`${what} is not an object.`);
  return value as Readonly<Record<string, unknown>>;
};

const entryOf = (name: string, value: unknown, dataStart: number): Entry => {
  const { dtype, shape, data_offsets: range } = asObject(value, `The entry of ${show(name)}`);
  if (typeof dtype !== 'string' || !Object.hasOwn(itemSizes, dtype)) {
    throw damaged(`The tensor ${show(name)} has the unknown type ${JSON.stringify(dtype ?? null).slice(0, 40)}.`);
  }
  const type = dtype as StoredType;
  if (!Array.isArray(shape) || shape.length > MAX_RANK || !shape.every(isCount)) {
    throw damaged(`The tensor ${show(name)} has an impossible shape.`);
  }
  if (!Array.isArray(range) || range.length !== 2 || !range.every(isCount) || range[0]! > range[1]!) {
    throw damaged(`The tensor ${show(name)} has an impossible place in the file.`);
  }
  const [begin, end] = range as [number, number];
  const bytes = shape.reduce<number>((product, size) => product * size, itemSizes[type]);
  if (bytes !== end - begin) {
    throw damaged(`The tensor ${show(name)} of shape ${shape.join('×')} takes ${bytes} bytes, but has ${end - begin}.`);
  }
  if (begin % itemSizes[type] !== 0) throw damaged(`The tensor ${show(name)} begins in the middle of a number.`);
  return { type, shape, offset: dataStart + begin, length: bytes };
};

/** The tensors must lie end to end, from the header to the end of the file: no overlap, no gap, nothing missing, nothing behind. */
const checkLayout = (tensors: ReadonlyMap<string, Entry>, dataStart: number, fileSize: number): void => {
  let expected = dataStart;
  const sorted = [...tensors].sort(([, a], [, b]) => a.offset - b.offset || a.length - b.length);
  const end = sorted.reduce((most, [, { offset, length }]) => Math.max(most, offset + length), dataStart);
  if (end > fileSize) throw cutShort(fileSize, end);
  for (const [name, { offset, length }] of sorted) {
    if (offset < expected) throw damaged(`The tensor ${show(name)} overlaps another one.`);
    if (offset > expected) throw damaged(`There are ${offset - expected} bytes before ${show(name)} that belong to no tensor.`);
    expected = offset + length;
  }
  if (expected < fileSize) throw damaged(`There are ${fileSize - expected} bytes at the end that belong to no tensor.`);
};

const readJson = (source: ByteSource, length: number): Readonly<Record<string, unknown>> => {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(source.read(8, length));
    json = JSON.parse(text);
  } catch (error) {
    throw damaged('Its header is no JSON.', { cause: error });
  }
  const twice = duplicateKey(text);
  if (twice !== null) throw damaged(`Its header names ${show(twice)} twice.`);
  return asObject(json, 'Its header');
};

/**
 * Reads and checks the header of a `.safetensors` file: 8 bytes of length, that much JSON, then the tensors end to end.
 * Nothing outside `source` is asked for, and the tensors themselves are not read. Throws `UnsafeTensors`.
 */
export const readSafetensorsHeader = (source: ByteSource): SafetensorsHeader => {
  const head = source.read(0, Math.min(64, source.size));
  const stranger = strangerOf(head);
  if (stranger !== null) throw new UnsafeTensors(stranger);
  if (head.length < 8) throw new UnsafeTensors(sentence('tensors.short', { size: { bytes: head.length } }));
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER) throw damaged(`Its header of ${length} bytes is too large.`);
  if (length > source.size - 8) throw cutShort(source.size, 8 + length);
  const { __metadata__: metadata, ...entries } = readJson(source, length);
  const dataStart = 8 + length;
  const tensors = new Map(Object.entries(entries).map(([name, value]) => [name, entryOf(name, value, dataStart)]));
  checkLayout(tensors, dataStart, source.size);
  const texts = Object.entries(asObject(metadata ?? {}, 'Its metadata')).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return { tensors, metadata: new Map(texts) };
};
