/** The smallest ONNX files that tests need, written byte by byte (onnx.proto3). Used by tests only. */
import { memorySource } from './graph-header.ts';
import type { DType } from './port.ts';
import { type Field, fieldsOf, textOf } from './protobuf.ts';

const elementTypes: Partial<Record<DType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
};

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
};
const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const bytes = (field: number, content: Iterable<number>): number[] => {
  const list = [...content];
  return [...varint(field * 8 + 2), ...varint(list.length), ...list];
};
const text = (field: number, value: string): number[] => bytes(field, new TextEncoder().encode(value));

export type TestPort = Readonly<{ name: string; type: DType; shape: readonly (number | string)[] }>;
export type TestNode = Readonly<{ op: string; domain?: string; inputs: readonly string[]; outputs: readonly string[] }>;
export type TestInitializer = Readonly<{
  name: string;
  dims: readonly number[];
  data: Float32Array | Readonly<{ location: string; offset: number; length: number }>;
}>;

const port = ({ name, type, shape }: TestPort): number[] => {
  const dims = shape.flatMap((dim) => bytes(1, typeof dim === 'number' ? number(1, dim) : text(2, dim)));
  const tensor = [...number(1, elementTypes[type] ?? 0), ...bytes(2, dims)];
  return [...text(1, name), ...bytes(2, bytes(1, tensor))];
};

const node = ({ op, domain, inputs, outputs }: TestNode): number[] => [
  ...inputs.flatMap((name) => text(1, name)),
  ...outputs.flatMap((name) => text(2, name)),
  ...text(4, op),
  ...(domain === undefined ? [] : text(7, domain)),
];

const entry = (key: string, value: string): number[] => bytes(13, [...text(1, key), ...text(2, value)]);

const initializer = ({ name, dims, data }: TestInitializer): number[] => [
  ...dims.flatMap((dim) => number(1, dim)),
  ...number(2, 1),
  ...text(8, name),
  ...(data instanceof Float32Array
    ? bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    : [...entry('location', data.location), ...entry('offset', `${data.offset}`), ...entry('length', `${data.length}`), ...number(14, 1)]),
];

export const graphBytes = (graph: {
  inputs: readonly TestPort[];
  outputs: readonly TestPort[];
  nodes: readonly TestNode[];
  initializers?: readonly TestInitializer[];
}): Uint8Array => {
  const body = [
    ...graph.nodes.flatMap((item) => bytes(1, node(item))),
    ...text(2, 'test'),
    ...(graph.initializers ?? []).flatMap((item) => bytes(5, initializer(item))),
    ...graph.inputs.flatMap((item) => bytes(11, port(item))),
    ...graph.outputs.flatMap((item) => bytes(12, port(item))),
  ];
  const domains = new Set(graph.nodes.map(({ domain }) => domain ?? ''));
  return Uint8Array.from([
    ...number(1, 8),
    ...bytes(7, body),
    ...[...domains].flatMap((domain) => bytes(8, [...text(1, domain), ...number(2, domain === '' ? 17 : 1)])),
  ]);
};

/** y = x, one dimension. */
export const identityGraph = (type: DType): Uint8Array =>
  graphBytes({
    inputs: [{ name: 'x', type, shape: ['n'] }],
    outputs: [{ name: 'y', type, shape: ['n'] }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  });

/** Turns int32, float32 or whatever else into int64 before the graph sees it. */
const castToInt64 = (from: string, to: string): number[] => [
  ...node({ op: 'Cast', inputs: [from], outputs: [to] }),
  ...bytes(5, [...text(1, 'to'), ...number(3, 7), ...number(20, 2)]),
];

const again = (model: Uint8Array, { field, wire, start, end, value }: Field): number[] => {
  if (wire === 2) return bytes(field, model.subarray(start, end));
  return wire === 0 ? number(field, value) : [...varint(field * 8 + wire), ...model.subarray(start, end)];
};

/** A node that reads `NAME_cast` where it read NAME. */
const readingCast = (model: Uint8Array, item: Field, casts: readonly string[]): number[] => {
  const source = memorySource(model);
  const parts = [...fieldsOf(source, item.start, item.end)].map((part) => {
    const name = part.field === 1 ? textOf(source, part) : '';
    return casts.includes(name) ? text(1, `${name}_cast`) : again(model, part);
  });
  return bytes(1, parts.flat());
};

/** The same graph with other inputs declared: static shapes, other types. `casts` are inputs of another type than the graph's own int64. */
export const withInputs = (model: Uint8Array, inputs: readonly TestPort[], casts: readonly string[] = []): Uint8Array => {
  const source = memorySource(model);
  const parts: Uint8Array[] = [];
  for (const part of fieldsOf(source, 0, model.length)) {
    if (part.field !== 7) {
      parts.push(Uint8Array.from(again(model, part)));
      continue;
    }
    const inner: Uint8Array[] = casts.map((name) => Uint8Array.from(bytes(1, castToInt64(name, `${name}_cast`))));
    for (const item of fieldsOf(source, part.start, part.end)) {
      if (item.field === 11) continue;
      inner.push(Uint8Array.from(item.field === 1 ? readingCast(model, item, casts) : again(model, item)));
    }
    inner.push(...inputs.map((item) => Uint8Array.from(bytes(11, port(item)))));
    const body = Buffer.concat(inner);
    parts.push(Uint8Array.from([...varint(7 * 8 + 2), ...varint(body.length)]), body);
  }
  return Buffer.concat(parts);
};
