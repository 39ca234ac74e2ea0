import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dtypeOf, type Port } from './port.ts';
import { type ByteSource, DamagedMessage, type Field, fieldsOf, textOf } from './protobuf.ts';

/** What an ONNX file says about itself, read without its weights. */
export type GraphHeader = Readonly<{
  inputs: readonly Port[];
  outputs: readonly Port[];
  /** `domain/op`, the standard domain without a name: `Conv`, `com.microsoft/GroupNorm`. */
  operators: ReadonlySet<string>;
  /** Files that hold weights, as the graph names them, with the bytes that each must have at least. */
  externalFiles: ReadonlyMap<string, number>;
}>;

type Draft = { initializers: Set<string>; operators: Set<string>; externalFiles: Map<string, number>; inputs: Port[]; outputs: Port[] };

const dimension = (source: ByteSource, dim: Field): number | string => {
  for (const part of fieldsOf(source, dim.start, dim.end)) {
    if (part.field === 1) return part.value;
    if (part.field === 2) return textOf(source, part);
  }
  return '';
};

/** TypeProto.Tensor: elem_type 1, shape 2. */
const tensorType = (source: ByteSource, tensor: Field): Omit<Port, 'name'> => {
  let type: Port['type'] = 'unknown';
  let shape: Port['shape'] = [];
  for (const part of fieldsOf(source, tensor.start, tensor.end)) {
    if (part.field === 1) type = dtypeOf(part.value);
    if (part.field === 2) shape = [...fieldsOf(source, part.start, part.end)].map((dim) => dimension(source, dim));
  }
  return { type, shape };
};

/** ValueInfoProto: name 1, type 2 (tensor_type 1). */
const port = (source: ByteSource, value: Field): Port => {
  let name = '';
  let rest: Omit<Port, 'name'> = { type: 'unknown', shape: [] };
  for (const part of fieldsOf(source, value.start, value.end)) {
    if (part.field === 1) name = textOf(source, part);
    if (part.field !== 2) continue;
    for (const kind of fieldsOf(source, part.start, part.end)) if (kind.field === 1) rest = tensorType(source, kind);
  }
  return { name, ...rest };
};

/** TensorProto: name 8, external_data 13 (StringStringEntryProto: key 1, value 2). */
const initializer = (source: ByteSource, tensor: Field, draft: Draft): void => {
  const entries = new Map<string, string>();
  for (const part of fieldsOf(source, tensor.start, tensor.end)) {
    if (part.field === 8) draft.initializers.add(textOf(source, part));
    if (part.field !== 13) continue;
    const [key, value] = [...fieldsOf(source, part.start, part.end)].map((item) => textOf(source, item));
    if (key !== undefined && value !== undefined) entries.set(key, value);
  }
  const location = entries.get('location');
  if (location === undefined) return;
  const end = Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0);
  draft.externalFiles.set(location, Math.max(draft.externalFiles.get(location) ?? 0, end));
};

/** NodeProto: op_type 4, attribute 5, domain 7. Attributes can hold tensors (5, 10) and whole graphs (6, 11). */
const node = (source: ByteSource, item: Field, draft: Draft): void => {
  let op = '';
  let domain = '';
  for (const part of fieldsOf(source, item.start, item.end)) {
    if (part.field === 4) op = textOf(source, part);
    if (part.field === 7) domain = textOf(source, part);
    if (part.field !== 5) continue;
    for (const value of fieldsOf(source, part.start, part.end)) {
      if (value.wire !== 2) continue;
      if (value.field === 5 || value.field === 10) initializer(source, value, draft);
      if (value.field === 6 || value.field === 11) subgraph(source, value, draft);
    }
  }
  draft.operators.add(domain === '' || domain === 'ai.onnx' ? op : `${domain}/${op}`);
};

/** GraphProto of a branch or loop: its own inputs and outputs are nobody else's business. */
const subgraph = (source: ByteSource, graph: Field, draft: Draft): void => {
  for (const part of fieldsOf(source, graph.start, graph.end)) {
    if (part.field === 1) node(source, part, draft);
    if (part.field === 5) initializer(source, part, draft);
  }
};

/** Reads the header. Throws `DamagedMessage` for anything that is not a whole ONNX file. */
export const readGraphHeader = (source: ByteSource): GraphHeader => {
  const draft: Draft = { initializers: new Set(), operators: new Set(), externalFiles: new Map(), inputs: [], outputs: [] };
  let graphs = 0;
  // ModelProto: graph 7; GraphProto: input 11, output 12
  for (const model of fieldsOf(source, 0, source.size)) {
    if (model.field !== 7 || model.wire !== 2) continue;
    graphs++;
    subgraph(source, model, draft);
    for (const part of fieldsOf(source, model.start, model.end)) {
      if (part.field === 11) draft.inputs.push(port(source, part));
      if (part.field === 12) draft.outputs.push(port(source, part));
    }
  }
  if (graphs !== 1 || draft.outputs.length === 0) throw new DamagedMessage('there is no graph in it');
  return {
    // before IR version 4 every weight is listed as an input as well
    inputs: draft.inputs.filter(({ name }) => !draft.initializers.has(name)),
    outputs: draft.outputs,
    operators: draft.operators,
    externalFiles: draft.externalFiles,
  };
};

export const memorySource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

const windowSize = 1 << 16;

/** Calls `use` with a file, read through one window of 64 KiB. */
export const withFileSource = <T>(path: string, use: (source: ByteSource) => T): T => {
  const file = openSync(path, 'r');
  try {
    const window = new Uint8Array(windowSize);
    let start = 0;
    let filled = 0;
    const read = (offset: number, length: number): Uint8Array => {
      if (length > windowSize) {
        const own = new Uint8Array(length);
        return own.subarray(0, readSync(file, own, 0, length, offset));
      }
      if (offset < start || offset + length > start + filled) {
        start = offset;
        filled = readSync(file, window, 0, windowSize, offset);
      }
      return window.subarray(offset - start, Math.min(offset - start + length, filled));
    };
    return use({ size: fstatSync(file).size, read });
  } finally {
    closeSync(file);
  }
};
