import { basename } from 'node:path';
import { withFileSource } from '../sessions/graph-header.ts';
import { type ByteSource, type Field, fieldsOf } from '../sessions/protobuf.ts';
import { encodeEntry, encodeValueInfo, type ValueInfo } from './onnx.ts';
import { tensorOf } from './onnx-weights.ts';

const varint = (value: number): Uint8Array => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
};

const block = (field: number, content: Uint8Array): Uint8Array => Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);

/** A field as it is. */
const copied = (source: ByteSource, { field, wire, start, end }: Field): Uint8Array => {
  const content = source.read(start, end - start);
  return wire === 2 ? block(field, content) : Buffer.concat([varint(field * 8 + wire), content]);
};

/** Numbers up to this many bytes stay in the graph: shapes and axes have to. */
const keptInline = 1024;

/** TensorProto without its raw_data 9: external_data 13 points to where that lies in the file itself; data_location 14 is external. */
const pointing = (source: ByteSource, tensor: Field, raw: Field, file: string): Uint8Array => {
  const rest = [...fieldsOf(source, tensor.start, tensor.end)].filter(({ field }) => field !== 9).map((part) => copied(source, part));
  const entries = { location: file, offset: String(raw.start), length: String(raw.end - raw.start) };
  const external = Object.entries(entries).map(([key, value]) => block(13, encodeEntry(key, value)));
  return Buffer.concat([...rest, ...external, varint(14 * 8), varint(1)]);
};

/**
 * The graph in `path` with these initialisers as inputs, and with all large weights left in their files: a few megabytes, to be opened with the
 * graph's own folder. GraphProto: initializer 5, input 11.
 */
export const withInputsFor = (path: string, inputs: readonly ValueInfo[]): Uint8Array =>
  withFileSource(path, (source) => {
    const names = new Set(inputs.map(({ name }) => name));
    const file = basename(path);
    const graphOf = (graph: Field): Uint8Array => {
      const parts: Uint8Array[] = [];
      for (const part of fieldsOf(source, graph.start, graph.end)) {
        if (part.field !== 5) {
          parts.push(copied(source, part));
          continue;
        }
        const name = tensorOf(source, part, file)?.name;
        if (name !== undefined && names.has(name)) continue;
        const raw = [...fieldsOf(source, part.start, part.end)].find(({ field }) => field === 9);
        parts.push(
          raw === undefined || raw.end - raw.start <= keptInline ? copied(source, part) : block(5, pointing(source, part, raw, file)),
        );
      }
      return Buffer.concat([...parts, ...inputs.map((input) => block(11, encodeValueInfo(input)))]);
    };
    return Buffer.concat(
      [...fieldsOf(source, 0, source.size)].map((part) =>
        part.field === 7 && part.wire === 2 ? block(7, graphOf(part)) : copied(source, part),
      ),
    );
  });
