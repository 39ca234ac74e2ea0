import { itemSizes, type StoredType } from './safetensors.ts';

/** A tensor to write; `bytes` are little-endian and row-major. */
export type TensorToWrite = Readonly<{ type: StoredType; shape: readonly number[]; bytes: Uint8Array }>;

/** The header of a `.safetensors` file whose tensors lie in this order, padded with spaces so that they start at a multiple of 8 bytes. */
export const encodeHeader = (
  tensors: readonly (readonly [name: string, Pick<TensorToWrite, 'type' | 'shape'>])[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array => {
  let begin = 0;
  const entries = tensors.map(([name, { type, shape }]) => {
    const end = begin + shape.reduce((product, size) => product * size, itemSizes[type]);
    const entry = { dtype: type, shape, data_offsets: [begin, end] };
    begin = end;
    return [name, entry] as const;
  });
  const text = JSON.stringify({ ...(Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {}), ...Object.fromEntries(entries) });
  const json = new TextEncoder().encode(text);
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, 8);
  return header;
};

/** A whole `.safetensors` file. The order of the tensors should keep each at a multiple of its item size: larger items first. */
export const encodeSafetensors = (
  tensors: Readonly<Record<string, TensorToWrite>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array => Buffer.concat([encodeHeader(Object.entries(tensors), metadata), ...Object.values(tensors).map(({ bytes }) => bytes)]);
