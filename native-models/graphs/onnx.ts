/** Writes ONNX models: plain values for nodes, initialisers and value infos, and one encoder that makes them protobuf bytes. */
import protobuf from 'protobufjs/light.js';
import { onnxSchema } from './onnx-schema.ts';

/** `TensorProto.DataType`, under onnxruntime's names. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e5m2: 19,
} as const;
export type ElementType = keyof typeof elementTypes;

/** A dimension: a fixed size, or the name of one that is known only at run time. */
export type Dimension = number | string;

export type Float = Readonly<{ float: number }>;
/** Marks an attribute as FLOAT: a bare number is an INT, because JavaScript cannot tell 1 from 1.0. */
export const float = (value: number): Float => ({ float: value });

export type AttributeValue = number | string | readonly number[] | Float;

export type Node = Readonly<{
  opType: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
  /** '' is ONNX's own operators, 'com.microsoft' onnxruntime's. */
  domain: string;
}>;

/** Where the bytes of an initialiser lie: in the model itself, or `length` bytes from `offset` of a file that is named relative to the model. */
export type TensorData =
  | Readonly<{ kind: 'inline'; bytes: Uint8Array }>
  | Readonly<{ kind: 'external'; location: string; offset: number; length: number }>;

/** An initialiser. Its bytes are little-endian and row-major, as in a `.safetensors` file. */
export type Initializer = Readonly<{ name: string; type: ElementType; dims: readonly number[]; data: TensorData }>;

/** A graph's input or output. An input that shares its name with an initialiser is optional and defaults to it. */
export type ValueInfo = Readonly<{ name: string; type: ElementType; dims: readonly Dimension[] }>;

export type Model = Readonly<{
  name: string;
  nodes: readonly Node[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  initializers: readonly Initializer[];
  /** Free text about the model, kept in its `metadata_props`. */
  metadata?: Readonly<Record<string, string>>;
}>;

export const node = (
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Node['attributes'] = {},
  domain = '',
): Node => ({ opType, inputs, outputs, attributes, domain });

export const valueInfo = (name: string, type: ElementType, dims: readonly Dimension[]): ValueInfo => ({ name, type, dims });

const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** An initialiser whose bytes are in the model. */
export const initializer = (name: string, type: ElementType, dims: readonly number[], values: ArrayBufferView): Initializer => ({
  name,
  type,
  dims,
  data: { kind: 'inline', bytes: bytesOf(values) },
});

/** float32 constants of the shape `dims`; a scalar is `dims = []`. */
export const float32 = (name: string, dims: readonly number[], values: readonly number[]): Initializer =>
  initializer(name, 'float32', dims, Float32Array.from(values));

/** int64 constants of the shape `dims`. */
export const int64 = (name: string, dims: readonly number[], values: readonly number[]): Initializer =>
  initializer(
    name,
    'int64',
    dims,
    BigInt64Array.from(values, (value) => BigInt(value)),
  );

// AttributeProto.AttributeType
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const INTS = 7;

const attributeMessage = (name: string, value: AttributeValue) => {
  if (typeof value === 'number') return { name, i: value, type: INT };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: STRING };
  return 'float' in value ? { name, f: value.float, type: FLOAT } : { name, ints: value, type: INTS };
};

const nodeMessage = (each: Node, index: number) => ({
  input: each.inputs,
  output: each.outputs,
  name: `${each.opType}_${index}`,
  opType: each.opType,
  domain: each.domain,
  attribute: Object.entries(each.attributes).map(([name, value]) => attributeMessage(name, value)),
});

const EXTERNAL = 1; // TensorProto.DataLocation
const tensorMessage = ({ name, type, dims, data }: Initializer) => {
  const tensor = { name, dims, dataType: elementTypes[type] };
  if (data.kind === 'inline') return { ...tensor, rawData: data.bytes };
  const entries = { location: data.location, offset: String(data.offset), length: String(data.length) };
  return { ...tensor, dataLocation: EXTERNAL, externalData: Object.entries(entries).map(([key, value]) => ({ key, value })) };
};

const valueMessage = ({ name, type, dims }: ValueInfo) => ({
  name,
  type: {
    tensorType: {
      elemType: elementTypes[type],
      shape: { dim: dims.map((dim) => (typeof dim === 'number' ? { dimValue: dim } : { dimParam: dim })) },
    },
  },
});

const IR_VERSION = 10;
const OPSETS = [
  { domain: '', version: 21 },
  { domain: 'com.microsoft', version: 1 },
];

const modelMessage = protobuf.Root.fromJSON(onnxSchema).lookupType('ModelProto');

const typeOf = (name: string): protobuf.Type => protobuf.Root.fromJSON(onnxSchema).lookupType(name);

/** The bytes of a ValueInfoProto, to be put into somebody else's graph. */
export const encodeValueInfo = (info: ValueInfo): Uint8Array => typeOf('ValueInfoProto').encode(valueMessage(info)).finish();

/** The bytes of a StringStringEntryProto. */
export const encodeEntry = (key: string, value: string): Uint8Array => typeOf('StringStringEntryProto').encode({ key, value }).finish();

/** The model as the bytes of an `.onnx` file (opset 21, with com.microsoft 1). Shapes and names are not checked: onnxruntime does that. */
export const encodeModel = (model: Model): Uint8Array =>
  modelMessage
    .encode({
      irVersion: IR_VERSION,
      producerName: 'tincture',
      opsetImport: OPSETS,
      metadataProps: Object.entries(model.metadata ?? {}).map(([key, value]) => ({ key, value })),
      graph: {
        name: model.name,
        node: model.nodes.map(nodeMessage),
        initializer: model.initializers.map(tensorMessage),
        input: model.inputs.map(valueMessage),
        output: model.outputs.map(valueMessage),
      },
    })
    .finish();
