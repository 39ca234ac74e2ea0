import { basename, dirname } from 'node:path';
import { withFileSource } from '../sessions/graph-header.ts';
import { type ByteSource, type Field, fieldsOf, textOf } from '../sessions/protobuf.ts';
import { type ElementType, elementTypes } from './onnx.ts';
import type { Weight } from './weights.ts';

/** A weight of somebody's ONNX graph: `weight` has the shape of the module that it was exported from, `initializer` is its name in the graph. */
export type OnnxWeight = Readonly<{ initializer: string; weight: Weight }>;

type Tensor = Readonly<{ name: string; dims: readonly number[]; type: ElementType; data: Weight['data'] }>;
type NodeHead = Readonly<{ name: string; op: string; inputs: readonly string[]; transB: boolean }>;

const typeNames = new Map<number, ElementType>(Object.entries(elementTypes).map(([name, value]) => [value, name as ElementType]));

const pairOf = (source: ByteSource, field: Field): readonly [string, string] => {
  const texts = [...fieldsOf(source, field.start, field.end)];
  const text = (number: number): string => {
    const part = texts.find((one) => one.field === number);
    return part === undefined ? '' : textOf(source, part);
  };
  return [text(1), text(2)];
};

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9, external_data 13. Null where the numbers are kept in any other way. */
export const tensorOf = (source: ByteSource, tensor: Field, file: string): Tensor | null => {
  const dims: number[] = [];
  let name = '';
  let type: ElementType | undefined;
  let raw: Field | null = null;
  const external = new Map<string, string>();
  for (const part of fieldsOf(source, tensor.start, tensor.end)) {
    if (part.field === 1 && part.wire === 0) dims.push(part.value);
    if (part.field === 1 && part.wire === 2) {
      for (let at = part.start; at < part.end; ) {
        const bytes = source.read(at, 10);
        const length = bytes.findIndex((byte) => byte < 128) + 1;
        dims.push(bytes.subarray(0, length).reduce((sum, byte, i) => sum + (byte & 127) * 2 ** (7 * i), 0));
        at += Math.max(1, length);
      }
    }
    if (part.field === 2) type = typeNames.get(part.value);
    if (part.field === 8) name = textOf(source, part);
    if (part.field === 9) raw = part;
    if (part.field === 13) external.set(...pairOf(source, part));
  }
  if (type === undefined) return null;
  if (raw !== null) return { name, dims, type, data: { kind: 'external', location: file, offset: raw.start, length: raw.end - raw.start } };
  const location = external.get('location');
  const length = Number(external.get('length') ?? Number.NaN);
  if (location === undefined || !Number.isSafeInteger(length)) return null;
  return { name, dims, type, data: { kind: 'external', location, offset: Number(external.get('offset') ?? 0), length } };
};

/** NodeProto: input 1, name 3, op_type 4, attribute 5 (name 1, i 3). */
const nodeOf = (source: ByteSource, node: Field): NodeHead => {
  const inputs: string[] = [];
  let [name, op, transB] = ['', '', false];
  for (const part of fieldsOf(source, node.start, node.end)) {
    if (part.field === 1) inputs.push(textOf(source, part));
    if (part.field === 3) name = textOf(source, part);
    if (part.field === 4) op = textOf(source, part);
    if (part.field !== 5) continue;
    const parts = [...fieldsOf(source, part.start, part.end)];
    const called = parts.find(({ field }) => field === 1);
    if (called !== undefined && textOf(source, called) === 'transB') transB = parts.some(({ field, value }) => field === 3 && value === 1);
  }
  return { name, op, inputs, transB };
};

/** Where the module's own path begins: exporters put the names of their wrappers before it. */
const roots =
  /(?:^|\.)((?:down_blocks|up_blocks|mid_block|conv_in|conv_out|time_embedding|add_embedding|encoder\.layers|embeddings|text_projection)(?:\.|$).*)$/;

/** `/m/down_blocks.0/attn1/to_q/MatMul` and `unet.down_blocks.0.attn1.to_q.weight` → `down_blocks.0.attn1.to_q`; null where neither says. */
const moduleOf = ({ name, op }: NodeHead, initializer: string): string | null => {
  const byTensor = initializer.endsWith('.weight') ? roots.exec(initializer.slice(0, -'.weight'.length))?.[1] : undefined;
  const path = name.endsWith(`/${op}`) ? name.slice(1, -op.length - 1).replaceAll('/', '.') : '';
  return byTensor ?? roots.exec(path)?.[1] ?? null;
};

/** How a module's weight lies in the graph: exporters turn the matrices of linear layers over, so that MatMul takes them as they are. */
const isTurned = ({ op, transB }: NodeHead): boolean => op === 'MatMul' || (op === 'Gemm' && !transB);

/**
 * The weights of linear layers and convolutions in an exporter's graph, by the name that diffusers and transformers give them. `onnx::MatMul_304` has
 * lost its own name; the node that it goes into still has the path of its module. Reads names and shapes, no weights.
 */
export const readOnnxWeights = (path: string): ReadonlyMap<string, OnnxWeight> =>
  withFileSource(path, (source) => {
    const tensors = new Map<string, Tensor>();
    const nodes: NodeHead[] = [];
    for (const model of fieldsOf(source, 0, source.size)) {
      if (model.field !== 7 || model.wire !== 2) continue;
      for (const part of fieldsOf(source, model.start, model.end)) {
        if (part.field === 1) nodes.push(nodeOf(source, part));
        if (part.field !== 5) continue;
        const tensor = tensorOf(source, part, basename(path));
        if (tensor !== null) tensors.set(tensor.name, tensor);
      }
    }
    const found = new Map<string, OnnxWeight>();
    for (const node of nodes) {
      if (!['MatMul', 'Gemm', 'Conv', 'Transpose'].includes(node.op)) continue;
      const tensor = node.inputs
        .slice(0, 2)
        .map((input) => tensors.get(input))
        .find((one) => one !== undefined && one.dims.length >= 2);
      const module = tensor === undefined ? null : moduleOf(node, tensor.name);
      if (tensor === undefined || module === null) continue;
      const { dims, type, data } = tensor;
      const turned = isTurned(node);
      const weight: Weight = { type, shape: turned ? dims.toReversed() : dims, data, ...(turned ? { turned } : {}) };
      found.set(`${module}.weight`, { initializer: tensor.name, weight });
    }
    return found;
  });

/** The folder in which the weights' locations are named. */
export const folderOfGraph = (path: string): string => dirname(path);
