import { open } from 'node:fs/promises';
import { PictureError } from '../pipelines/errors.ts';
import { type Entry, itemSizes } from './safetensors.ts';
import type { TensorFile } from './safetensors-file.ts';
import { sentence } from '../words/sentence.ts';

/** Bits that are all ones in NaN and infinity, by type; types without such values are left out. */
const exponents: Readonly<Partial<Record<Entry['type'], number>>> = {
  F32: 0x7f800000,
  F16: 0x7c00,
  BF16: 0x7f80,
  F8_E5M2: 0x7c,
  F8_E4M3: 0x7f,
};

const wordsOf = (size: number, { buffer }: Uint8Array<ArrayBuffer>): Uint32Array | Uint16Array | Uint8Array =>
  size === 4 ? new Uint32Array(buffer) : size === 2 ? new Uint16Array(buffer) : new Uint8Array(buffer);

const isDamaged = (words: Uint32Array | Uint16Array | Uint8Array, mask: number): boolean => {
  // signed, because that is what & gives
  for (let i = 0; i < words.length; i++) if ((words[i]! & mask) === mask) return true;
  return false;
};

const PIECE = 1 << 24;

/**
 * The first tensor of a file that holds a number which is none, NaN or infinity: such a checkpoint draws black or noise. Reads the whole file in pieces
 * of 16 MiB, and lets others have a turn between two. Null when all is well. Throws the signal's reason when aborted, `PictureError` when the file is cut short.
 */
export const findDamage = async (file: TensorFile, signal: AbortSignal): Promise<string | null> => {
  const handle = await open(file.path, 'r');
  try {
    for (const [name, { type, offset, length }] of file.tensors) {
      const mask = exponents[type];
      if (mask === undefined) continue;
      for (let done = 0; done < length; done += PIECE) {
        signal.throwIfAborted();
        const bytes = new Uint8Array(Math.min(PIECE, length - done));
        for (let filled = 0; filled < bytes.length; ) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + done + filled);
          if (bytesRead === 0) throw new PictureError('file-damaged', sentence('file.cut-while-read', { name: file.name }));
          filled += bytesRead;
        }
        if (isDamaged(wordsOf(itemSizes[type], bytes), mask)) return name;
      }
    }
    return null;
  } finally {
    await handle.close();
  }
};
