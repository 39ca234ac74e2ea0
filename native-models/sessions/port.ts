/** Element types of ONNX tensors by the names that onnxruntime uses, plus those that it cannot take from JavaScript. */
export type DType =
  | 'float32'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'string'
  | 'bool'
  | 'float16'
  | 'float64'
  | 'uint32'
  | 'uint64'
  | 'bfloat16'
  | 'float8'
  | 'int4'
  | 'uint4'
  | 'unknown';

/** One input or output of a graph. A dimension is a number, or a symbol's name (possibly empty) where the graph leaves it open. */
export type Port = Readonly<{ name: string; type: DType; shape: readonly (number | string)[] }>;

/** TensorProto.DataType of onnx.proto3. */
const byNumber: Readonly<Record<number, DType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
  17: 'float8',
  18: 'float8',
  19: 'float8',
  20: 'float8',
  21: 'uint4',
  22: 'int4',
};

export const dtypeOf = (elemType: number): DType => byNumber[elemType] ?? 'unknown';
