import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type HashWatch, unwatched } from './hash.ts';

const headerLimit = 100_000_000;
const [legacyStart, legacyLength] = [0x100000, 0x10000];

/**
 * SHA-256 of the tensors alone, in lower-case hexadecimal (AutoV3 is its first twelve digits), and what the trainer wrote into the header as that
 * (`sshs_model_hash`, which A1111 prefers). Throws where the file cannot be read or is no safetensors.
 */
export const tensorHashes = async (path: string, { signal, progress }: HashWatch = unwatched): Promise<readonly string[]> => {
  const file = await open(path, 'r');
  try {
    const size = (await file.stat()).size;
    const length = Number((await file.read(Buffer.alloc(8), 0, 8, 0)).buffer.readBigUInt64LE());
    if (length > headerLimit || length + 8 > size) throw new Error('no safetensors');
    const header = (await file.read(Buffer.alloc(length), 0, length, 8)).buffer.toString('utf8');
    const written = /"sshs_model_hash"\s*:\s*"([0-9a-fA-F]{12,64})"/.exec(header)?.[1];
    const hash = createHash('sha256');
    let done = 0;
    for await (const part of createReadStream(path, { start: length + 8, highWaterMark: 1 << 20, signal })) {
      const bytes = part as Buffer;
      hash.update(bytes);
      done += bytes.length;
      await progress(done);
    }
    return [hash.digest('hex'), ...(written === undefined ? [] : [written.toLowerCase()])];
  } finally {
    await file.close();
  }
};

/** AutoV1, the eight digits that A1111 wrote until 2022: of 64 KiB at 1 MiB. Null where the file is too small or cannot be read. */
export const autoV1 = async (path: string): Promise<string | null> => {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(legacyLength), 0, legacyLength, legacyStart);
      return bytesRead === 0 ? null : createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex').slice(0, 8);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
};
