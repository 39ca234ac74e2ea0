import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LibraryReport } from '../../contract/library-report.ts';
import { forgetHash } from '../../store/hashes.ts';
import { type WrittenFile, writtenFiles } from '../../store/images.ts';
import type { Context } from '../context.ts';

/** A file gets its time a moment before its row: what is this much younger was written by somebody else. */
const tolerance = 2_000;

/** Whether a file has the length and the time of one that nobody wrote to since: then its bytes are taken for the same without reading them. */
export const looksUntouched = (
  { size, mtimeMs }: Readonly<{ size: number; mtimeMs: number }>,
  { bytes, createdAt }: Readonly<{ bytes: number; createdAt: number }>,
): boolean => size === bytes && mtimeMs <= createdAt + tolerance;
const batch = 200;

const digest = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const isChanged = async (path: string, written: WrittenFile, how: LibraryReport['how']): Promise<boolean> => {
  const state = await stat(path);
  if (state.size !== written.bytes) return true;
  if (how === 'quick' && looksUntouched(state, written)) return false;
  return (await digest(path)) !== written.sha256;
};

/** Pictures whose file has other bytes than those that were written. What they look like is found out again. */
export const changedFiles = async (
  { home, db }: Context,
  how: LibraryReport['how'],
  signal: AbortSignal,
): Promise<{ pictures: number; changed: string[] }> => {
  const changed: string[] = [];
  let pictures = 0;
  for (let files = writtenFiles(db, 0, batch); files.length > 0; files = writtenFiles(db, files.at(-1)?.row ?? 0, batch)) {
    pictures += files.length;
    for (const file of files) {
      signal.throwIfAborted();
      // what is not there is missing, not changed
      const differs = await isChanged(join(home.library, file.file), file, how).catch(() => false);
      if (!differs) continue;
      changed.push(file.file);
      forgetHash(db, file.row);
    }
  }
  return { pictures, changed };
};
