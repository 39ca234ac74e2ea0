/** Bytes somewhere: a file that is read in pieces, or memory. `read` past the end returns what there is. */
export type ByteSource = Readonly<{ size: number; read: (offset: number, length: number) => Uint8Array }>;

/** One field of a protobuf message. `start`…`end` are the content's place in the source; `value` is set for numbers. */
export type Field = Readonly<{ field: number; wire: number; value: number; start: number; end: number }>;

/** The bytes are not a protobuf message, or end in the middle of one. */
export class DamagedMessage extends Error {
  override readonly name = 'DamagedMessage';
}

const varintAt = (source: ByteSource, offset: number): { value: number; next: number } => {
  const bytes = source.read(offset, 10);
  let value = 0;
  for (let i = 0; i < bytes.length; i++) {
    value += (bytes[i]! & 127) * 2 ** (7 * i);
    if (bytes[i]! < 128) return { value, next: offset + i + 1 };
  }
  throw new DamagedMessage(`no number at byte ${offset}`);
};

const contentOf = (source: ByteSource, wire: number, offset: number): { value: number; start: number; end: number } => {
  if (wire === 0) {
    const { value, next } = varintAt(source, offset);
    return { value, start: offset, end: next };
  }
  if (wire === 2) {
    const { value, next } = varintAt(source, offset);
    return { value: 0, start: next, end: next + value };
  }
  if (wire === 1) return { value: 0, start: offset, end: offset + 8 };
  if (wire === 5) return { value: 0, start: offset, end: offset + 4 };
  throw new DamagedMessage(`no field at byte ${offset}`);
};

/** The fields of the message at `start`…`end`, contents unread: a walk over gigabytes of weights touches only their headers. */
export function* fieldsOf(source: ByteSource, start: number, end: number): Generator<Field, void, void> {
  for (let offset = start; offset < end; ) {
    const key = varintAt(source, offset);
    const wire = key.value % 8;
    const content = contentOf(source, wire, key.next);
    if (content.end > end) throw new DamagedMessage(`a field at byte ${offset} goes on past the end, ${content.end - end} bytes`);
    yield { field: Math.floor(key.value / 8), wire, ...content };
    offset = content.end;
  }
}

const utf8 = new TextDecoder();
const longestText = 65_536;

export const textOf = (source: ByteSource, { start, end }: Field): string => {
  if (end - start > longestText) throw new DamagedMessage(`a name of ${end - start} bytes at byte ${start}`);
  return utf8.decode(source.read(start, end - start));
};
