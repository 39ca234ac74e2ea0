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

/** Deeper than any exporter nests branches and loops; a graph that goes on is made to exhaust the reader. */
const deepest = 64;

/** StringStringEntryProto: key 1, value 2, in any order; of several the last holds, as protobuf says. */
const entryOf = (source: ByteSource, entry: Field): Readonly<{ key: string; value: string }> => {
  let key = '';
  let value = '';
  for (const part of fieldsOf(source, entry.start, entry.end)) {
    if (part.field === 1) key = textOf(source, part);
    if (part.field === 2) value = textOf(source, part);
  }
  return { key, value };
};

/** TensorProto: name 8, external_data 13. Every location that is named counts, also where a tensor names several. */
const initializer = (source: ByteSource, tensor: Field, draft: Draft): void => {
  const locations: string[] = [];
  const entries = new Map<string, string>();
  for (const part of fieldsOf(source, tensor.start, tensor.end)) {
    if (part.field === 8) draft.initializers.add(textOf(source, part));
    if (part.field !== 13) continue;
    const { key, value } = entryOf(source, part);
    entries.set(key, value);
    if (key === 'location') locations.push(value);
  }
  const end = Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0);
  // a length that is no number is onnxruntime's to refuse
  for (const location of locations) {
    draft.externalFiles.set(location, Math.max(draft.externalFiles.get(location) ?? 0, Number.isFinite(end) ? end : 0));
  }
};

/** SparseTensorProto: values 1, indices 2. */
const sparse = (source: ByteSource, tensor: Field, draft: Draft): void => {
  for (const part of fieldsOf(source, tensor.start, tensor.end)) {
    if (part.field === 1 || part.field === 2) initializer(source, part, draft);
  }
};

/** AttributeProto: tensor 5, graph 6, tensors 10, graphs 11, sparse_tensor 22, sparse_tensors 23. */
const attribute = (source: ByteSource, value: Field, draft: Draft, depth: number): void => {
  for (const part of fieldsOf(source, value.start, value.end)) {
    if (part.wire !== 2) continue;
    if (part.field === 5 || part.field === 10) initializer(source, part, draft);
    if (part.field === 22 || part.field === 23) sparse(source, part, draft);
    if (part.field === 6 || part.field === 11) subgraph(source, part, draft, depth + 1);
  }
};

/** NodeProto: op_type 4, attribute 5, domain 7. */
const node = (source: ByteSource, item: Field, draft: Draft, depth: number): void => {
  let op = '';
  let domain = '';
  for (const part of fieldsOf(source, item.start, item.end)) {
    if (part.field === 4) op = textOf(source, part);
    if (part.field === 7) domain = textOf(source, part);
    if (part.field === 5 && part.wire === 2) attribute(source, part, draft, depth);
  }
  draft.operators.add(domain === '' || domain === 'ai.onnx' ? op : `${domain}/${op}`);
};

/** GraphProto: node 1, initializer 5, sparse_initializer 15. The inputs and outputs of a branch or loop are nobody else's business. */
const subgraph = (source: ByteSource, graph: Field, draft: Draft, depth: number): void => {
  if (depth > deepest) throw new DamagedMessage(`graphs inside of graphs, more than ${deepest} deep`);
  for (const part of fieldsOf(source, graph.start, graph.end)) {
    if (part.field === 1) node(source, part, draft, depth);
    if (part.field === 5) initializer(source, part, draft);
    if (part.field === 15) sparse(source, part, draft);
  }
};

/** FunctionProto: node 7, attribute_proto 11. */
const localFunction = (source: ByteSource, item: Field, draft: Draft): void => {
  for (const part of fieldsOf(source, item.start, item.end)) {
    if (part.field === 7) node(source, part, draft, 0);
    if (part.field === 11) attribute(source, part, draft, 0);
  }
};

/** Reads the header. Throws `DamagedMessage` for anything that is not a whole ONNX file. */
export const readGraphHeader = (source: ByteSource): GraphHeader => {
  const draft: Draft = { initializers: new Set(), operators: new Set(), externalFiles: new Map(), inputs: [], outputs: [] };
  let graphs = 0;
  // ModelProto: graph 7, functions 25; GraphProto: input 11, output 12
  for (const model of fieldsOf(source, 0, source.size)) {
    if (model.field === 25 && model.wire === 2) localFunction(source, model, draft);
    if (model.field !== 7 || model.wire !== 2) continue;
    graphs++;
    subgraph(source, model, draft, 0);
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
