/** Of length 1; a vector of zeros stays one. */
export const unit = (vector: ArrayLike<number>): Float32Array => {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  const length = sum === 0 ? 1 : Math.sqrt(sum);
  return Float32Array.from(vector, (value) => value / length);
};

/** Of two unit vectors, −1…1. */
export const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** A vector in a byte a number: value i is `values[i] · scale`. */
export type SmallVector = Readonly<{ scale: number; values: Int8Array }>;

const largestByte = 127;

/** Rounded to 1/127 of its largest value: a cosine with a vector of the same length moves by some 0.001. */
export const toSmall = (vector: ArrayLike<number>): SmallVector => {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  const scale = Math.fround(largest === 0 ? 1 : largest / largestByte);
  return { scale, values: Int8Array.from(vector, (value) => Math.round(value / scale)) };
};

export const fromSmall = ({ scale, values }: SmallVector): Float32Array => Float32Array.from(values, (value) => value * scale);

/** The scale as a little-endian float32, then the values: what a store keeps. */
export const packVector = (vector: ArrayLike<number>): Buffer => {
  const { scale, values } = toSmall(vector);
  const packed = Buffer.alloc(4 + values.length);
  packed.writeFloatLE(scale);
  packed.set(new Uint8Array(values.buffer), 4);
  return packed;
};

/** Shares the memory of `packed`. */
export const unpackVector = (packed: Uint8Array): SmallVector => ({
  scale: new DataView(packed.buffer, packed.byteOffset).getFloat32(0, true),
  values: new Int8Array(packed.buffer, packed.byteOffset + 4, packed.byteLength - 4),
});
