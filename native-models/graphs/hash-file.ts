import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** The whole file's SHA-256 in lower-case hexadecimal, and the ten digits of it that model sites show as AutoV2. */
export type FileHashes = Readonly<{ sha256: string; autoV2: string }>;

export const autoV2Of = (sha256: string): string => sha256.slice(0, 10).toUpperCase();

/** Hashes a file as it is read: about a second a gigabyte. `progress` is told the bytes done, and waited for. Throws the signal's reason when aborted. */
export const hashFile = async (
  path: string,
  signal: AbortSignal,
  progress: (bytes: number) => void | Promise<void> = () => {},
): Promise<FileHashes> => {
  const hash = createHash('sha256');
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    done += bytes.length;
    await progress(done);
  }
  const sha256 = hash.digest('hex');
  return { sha256, autoV2: autoV2Of(sha256) };
};
