import { Tensor } from 'onnxruntime-node';
import { PictureError } from '../pipelines/errors.ts';
import { fromHalf, toHalf } from './float16.ts';
import type { DType } from './port.ts';
import { sentence } from '../words/sentence.ts';

/** Numbers with a shape, whatever the network keeps them in. */
export type Numbers = Readonly<{ dims: readonly number[]; data: ArrayLike<number> }>;

/** `value` keeps its array where the type already fits, so a constant input costs nothing per call. */
const asFloat32 = (data: ArrayLike<number>): Float32Array => (data instanceof Float32Array ? data : Float32Array.from(data));

const halves = (data: ArrayLike<number>): Uint16Array => {
  const out = new Uint16Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = toHalf(data[i]!);
  return out;
};

const bigs = (data: ArrayLike<number>): BigInt64Array => {
  const out = new BigInt64Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = BigInt(Math.trunc(data[i]!));
  return out;
};

/**
 * onnxruntime-node 1.30 cannot take its own float16 tensors where the engine has Float16Array (Node 24: "not enough space:
 * expected N, got 0", pull request 32323). The native side reads only these five fields, and takes the bits as they are.
 * tensor.test.ts fails when upstream is fixed and this can go.
 */
const float16Tensor = (data: Uint16Array, dims: readonly number[]): Tensor =>
  ({ type: 'float16', dims: [...dims], location: 'cpu', data, size: data.length }) as unknown as Tensor;

/** A tensor of `type` from plain numbers. Integers are cut towards zero; bool is zero or not. Throws for types that JavaScript cannot feed. */
export const makeTensor = (type: DType, { data, dims }: Numbers): Tensor => {
  switch (type) {
    case 'float32':
      return new Tensor('float32', asFloat32(data), dims);
    case 'float16':
      return float16Tensor(halves(data), dims);
    case 'float64':
      return new Tensor('float64', data instanceof Float64Array ? data : Float64Array.from(data), dims);
    case 'int64':
      return new Tensor('int64', bigs(data), dims);
    case 'int32':
      return new Tensor('int32', Int32Array.from(data), dims);
    case 'bool':
      return new Tensor(
        'bool',
        Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)),
        dims,
      );
    default:
      throw new PictureError('type-unsupported', sentence('tensor.type', { type }));
  }
};

/** What came out of a network, as numbers. A float32 result is not copied. */
export const readTensor = (tensor: Tensor): Numbers => {
  const { dims, data, type } = tensor;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return { dims, data: Float64Array.from(data, Number) };
  if (type === 'float16' && data instanceof Uint16Array) return { dims, data: Float32Array.from(data, fromHalf) };
  if (Array.isArray(data)) throw new PictureError('type-unsupported', sentence('tensor.text'));
  return { dims, data };
};
