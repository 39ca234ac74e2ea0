import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromHalf } from './float16.ts';
import { memorySource } from './graph-header.ts';
import { type ByteSource, type Field, fieldsOf, textOf } from './protobuf.ts';

// TensorProto.DataType
const float32 = 1;
const float16 = 10;

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
const number = (field: number, value: number): Uint8Array => Uint8Array.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, content: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length)]), content]);

type Change = (field: Field) => Uint8Array | null;

/** The message with some fields replaced; null keeps a field as it is. */
const rewritten = (source: ByteSource, { start, end }: Pick<Field, 'start' | 'end'>, change: Change): Uint8Array => {
  const parts: Uint8Array[] = [];
  let from = start;
  for (const field of fieldsOf(source, start, end)) {
    parts.push(change(field) ?? source.read(from, field.end - from));
    from = field.end;
  }
  return Buffer.concat(parts);
};

const removed = new Uint8Array(0);

const widened = (halves: Uint16Array): Uint8Array => new Uint8Array(Float32Array.from(halves, fromHalf).buffer);
const halvesOf = (raw: Uint8Array): Uint16Array => new Uint16Array(Uint8Array.from(raw).buffer);

/** The part of a file beside the graph that an initialiser lies in; the reader of the folder has checked that it is inside. */
const external = (folder: string, entries: ReadonlyMap<string, string>): Uint8Array => {
  const file = openSync(join(folder, entries.get('location') ?? ''), 'r');
  try {
    const content = new Uint8Array(Number(entries.get('length') ?? 0));
    readSync(file, content, 0, content.length, Number(entries.get('offset') ?? 0));
    return content;
  } finally {
    closeSync(file);
  }
};

/** TensorProto: data_type 2, int32_data 5, raw_data 9, external_data 13, data_location 14. */
const tensor = (source: ByteSource, folder: string, place: Field): Uint8Array | null => {
  const fields = [...fieldsOf(source, place.start, place.end)];
  if (fields.find(({ field }) => field === 2)?.value !== float16) return null;
  const raw = fields.find(({ field }) => field === 9);
  const entries = new Map(
    fields
      .filter(({ field }) => field === 13)
      .map((entry) => {
        const [key, value] = [...fieldsOf(source, entry.start, entry.end)].map((text) => textOf(source, text));
        return [key ?? '', value ?? ''] as const;
      }),
  );
  const listed = (): Uint16Array =>
    Uint16Array.from(
      fields.flatMap((one) => {
        if (one.field !== 5) return [];
        return one.wire === 0 ? [one.value] : [...numbersIn(source.read(one.start, one.end - one.start))];
      }),
    );
  const halves =
    raw !== undefined
      ? halvesOf(source.read(raw.start, raw.end - raw.start))
      : entries.size > 0
        ? halvesOf(external(folder, entries))
        : listed();
  const rest = rewritten(source, place, ({ field }) => ([2, 5, 9, 13, 14].includes(field) ? removed : null));
  return Buffer.concat([rest, number(2, float32), bytes(9, widened(halves))]);
};

/** The numbers of a packed field. */
function* numbersIn(packed: Uint8Array): Generator<number, void, void> {
  let value = 0;
  let shift = 0;
  for (const byte of packed) {
    value += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte >= 128) continue;
    yield value;
    [value, shift] = [0, 0];
  }
}

/** ValueInfoProto: type 2 → tensor_type 1 → elem_type 1. */
const valueInfo = (source: ByteSource, place: Field): Uint8Array =>
  rewritten(source, place, (type) =>
    type.field === 2
      ? bytes(
          2,
          rewritten(source, type, (kind) =>
            kind.field === 1
              ? bytes(
                  1,
                  rewritten(source, kind, ({ field, value }) => (field === 1 && value === float16 ? number(1, float32) : null)),
                )
              : null,
          ),
        )
      : null,
  );

/** AttributeProto: name 1, i 3, t 5, g 6. What names a type (Cast's `to`, a generator's `dtype`) names the other one. */
const attribute = (source: ByteSource, folder: string, place: Field): Uint8Array => {
  const fields = [...fieldsOf(source, place.start, place.end)];
  const name = fields.find(({ field }) => field === 1);
  const namesType = name !== undefined && ['to', 'dtype'].includes(textOf(source, name));
  return rewritten(source, place, (one) => {
    if (one.field === 3 && namesType && one.value === float16) return number(3, float32);
    if (one.field === 5) {
      const changed = tensor(source, folder, one);
      return changed === null ? null : bytes(5, changed);
    }
    return one.field === 6 ? bytes(6, graph(source, folder, one)) : null;
  });
};

/** GraphProto: node 1 (attribute 5), initializer 5, input 11, output 12, value_info 13. */
const graph = (source: ByteSource, folder: string, place: Field): Uint8Array =>
  rewritten(source, place, (one) => {
    switch (one.field) {
      case 1:
        return bytes(
          1,
          rewritten(source, one, (part) => (part.field === 5 ? bytes(5, attribute(source, folder, part)) : null)),
        );
      case 5: {
        const changed = tensor(source, folder, one);
        return changed === null ? null : bytes(5, changed);
      }
      case 11:
      case 12:
      case 13:
        return bytes(one.field, valueInfo(source, one));
      default:
        return null;
    }
  });

/**
 * The bytes of an ONNX graph with every float16 in it made a float32: what overflows there has room here. Weights outside of the file come in.
 * Field numbers are those of onnx.proto (onnx/onnx, IR version 10). Throws `DamagedMessage`.
 */
export const graphInFloat32 = (path: string): Uint8Array => {
  const source = memorySource(readFileSync(path));
  const whole = { start: 0, end: source.size };
  return rewritten(source, whole, (one) => (one.field === 7 ? bytes(7, graph(source, dirname(path), one)) : null));
};
