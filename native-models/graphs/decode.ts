import { fromHalf } from '../sessions/float16.ts';
import type { ElementType } from './onnx.ts';

/** The number that the bits of a small float stand for: `exponentBits` and `fractionBits` beside a sign. `special` says what the top exponent means. */
const smallFloat = (bits: number, exponentBits: number, fractionBits: number, special: 'ieee' | 'one NaN'): number => {
  const sign = bits >> (exponentBits + fractionBits) === 0 ? 1 : -1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = bits & (2 ** fractionBits - 1);
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) {
    if (special === 'ieee') return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (fraction === 2 ** fractionBits - 1) return Number.NaN;
  }
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
};

const fromBfloat16 = (bits: number): number => new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;

/** Little-endian bytes as numbers. Throws RangeError for a type that holds no fractions and is not int32. */
export const decodeNumbers = (type: ElementType, bytes: Uint8Array<ArrayBuffer>): Float32Array => {
  // a copy, because the typed arrays want an aligned start
  const { buffer } = bytes.slice();
  switch (type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return Float32Array.from(new Float64Array(buffer));
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), fromHalf);
    case 'bfloat16':
      return Float32Array.from(new Uint16Array(buffer), fromBfloat16);
    case 'float8e4m3fn':
      return Float32Array.from(bytes, (bits) => smallFloat(bits, 4, 3, 'one NaN'));
    case 'float8e5m2':
      return Float32Array.from(bytes, (bits) => smallFloat(bits, 5, 2, 'ieee'));
    case 'int32':
      return Float32Array.from(new Int32Array(buffer));
    default:
      throw new RangeError(`tensors of type ${type} hold no weights`);
  }
};
