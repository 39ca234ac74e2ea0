import { openSync, readSync, closeSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { PictureError } from '../pipelines/errors.ts';
import { withFileSource } from '../sessions/graph-header.ts';
import type { ElementType } from './onnx.ts';
import { type Entry, readSafetensorsHeader, type SafetensorsHeader, type StoredType, UnsafeTensors } from './safetensors.ts';
import type { Weight } from './weights.ts';
import { sentence } from '../words/sentence.ts';

/** A `.safetensors` file whose header was read and checked; its tensors were not. `path` is its real place, links followed. */
export type TensorFile = SafetensorsHeader & Readonly<{ path: string; name: string }>;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Looks at a `.safetensors` file. Throws `PictureError` with the reason when it is not one, or not whole. */
export const readTensorFile = (path: string): TensorFile => {
  const name = basename(path);
  try {
    const real = realpathSync(path);
    return { ...withFileSource(real, readSafetensorsHeader), path: real, name };
  } catch (error) {
    if (error instanceof UnsafeTensors)
      throw new PictureError('file-damaged', sentence('file.cannot-use', { name, detail: error.words }), { cause: error });
    if (codeOf(error) === 'ENOENT') throw new PictureError('file-missing', sentence('file.gone', { name }), { cause: error });
    if (codeOf(error) === 'EACCES') throw new PictureError('file-unreadable', sentence('file.no-permission', { name }), { cause: error });
    throw error;
  }
};

const elementTypeOf: Readonly<Record<StoredType, ElementType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F8_E4M3: 'float8e4m3fn',
  F8_E5M2: 'float8e5m2',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U64: 'uint64',
  U32: 'uint32',
  U16: 'uint16',
  U8: 'uint8',
  BOOL: 'bool',
};

/** The tensors as weights of a graph that finds them in the file's own folder. */
export const weightsOf = (file: TensorFile): ReadonlyMap<string, Weight> => {
  const location = basename(file.path);
  return new Map(
    [...file.tensors].map(([name, { type, shape, offset, length }]) => [
      name,
      { type: elementTypeOf[type], shape, data: { kind: 'external', location, offset, length } },
    ]),
  );
};

/** The folder in which `weightsOf` names the file. */
export const folderOf = (file: TensorFile): string => dirname(file.path);

/** The bytes of one tensor. Throws when the file has become shorter since its header was read. */
export const readTensorBytes = (path: string, { offset, length }: Pick<Entry, 'offset' | 'length'>): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  const file = openSync(path, 'r');
  try {
    let filled = 0;
    while (filled < length) {
      const count = readSync(file, bytes, filled, length - filled, offset + filled);
      if (count === 0) throw new PictureError('file-damaged', sentence('file.cut-while-read', { name: basename(path) }));
      filled += count;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
};
