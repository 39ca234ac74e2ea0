import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LibraryReport } from '../../contract/library-report.ts';
import { wholeLibrary } from '../../contract/query/library-query.ts';
import type { Image, ImageId } from '../../contract/records.ts';
import { imagesByIds } from '../../store/images.ts';
import type { Context } from '../context.ts';

/** A file gets its time a moment before its row: what is this much younger was written by somebody else. */
const tolerance = 2_000;
const batch = 200;

const digest = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const isChanged = async (path: string, { bytes, createdAt, sha256 }: Image, how: LibraryReport['how']): Promise<boolean> => {
  const { size, mtimeMs } = await stat(path);
  if (size !== bytes) return true;
  if (how === 'quick' && mtimeMs <= createdAt + tolerance) return false;
  return (await digest(path)) !== sha256;
};

/** Pictures whose file has other bytes than those that were written. */
export const changedFiles = async (
  { home, db, catalogue }: Context,
  how: LibraryReport['how'],
  signal: AbortSignal,
): Promise<{ pictures: number; changed: Image[] }> => {
  const ids: ImageId[] = catalogue.ids(wholeLibrary);
  const changed: Image[] = [];
  for (let start = 0; start < ids.length; start += batch) {
    for (const image of imagesByIds(db, ids.slice(start, start + batch))) {
      signal.throwIfAborted();
      // what is not there is missing, not changed
      const differs = await isChanged(join(home.library, image.file), image, how).catch(() => false);
      if (differs) changed.push(image);
    }
  }
  return { pictures: ids.length, changed };
};
