import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { LibraryReport } from '../../contract/library-report.ts';
import { rememberStamps, type Stamped, type WrittenFile, writtenFiles } from '../../store/library-files.ts';
import type { Context } from '../context.ts';
import { looksUntouched, stampOf } from './file-stamp.ts';

/** Rows that are read, looked at and written down in one go: others wait for a few milliseconds, and so much is done twice where it is cut off. */
const batch = 200;
/** Files that the disk is asked for at the same time. */
const atOnce = { quick: 25, thorough: 4 } as const;

const digest = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** How a file stands where that is not known yet; null where it is, or where the file is not there, which is told as missing. */
const lookAt = async (path: string, written: WrittenFile, how: LibraryReport['how']): Promise<Stamped | null> => {
  const { row } = written;
  const found = await stampOf(path);
  const { stamp, size } = found;
  if (how === 'quick' && stamp === written.stamp) return null;
  if (how === 'quick' && written.stamp === null && looksUntouched(found, written)) return { row, stamp, state: 'same' };
  const same = size === written.bytes && (await digest(path)) === written.sha256;
  // somebody writes to it: the next look sees what came of it
  if ((await stampOf(path)).stamp !== stamp) return null;
  const known = stamp === written.stamp && (written.state === 'same') === same;
  return known ? null : { row, stamp, state: same ? 'same' : 'changed' };
};

/**
 * Compares the files of the library with what was written, and remembers how each of them stands (`changedNames`): a look that is cut off does not begin anew.
 * `rest` is waited for between the batches. Answers how many pictures there are.
 */
export const compareFiles = async (
  { home, db }: Pick<Context, 'home' | 'db'>,
  how: LibraryReport['how'],
  signal: AbortSignal,
  rest: () => Promise<unknown> = () => breathe(),
): Promise<number> => {
  let pictures = 0;
  for (let files = writtenFiles(db, 0, batch); files.length > 0; files = writtenFiles(db, files.at(-1)?.row ?? 0, batch)) {
    if (pictures > 0) await rest();
    pictures += files.length;
    const news: Stamped[] = [];
    for (let at = 0; at < files.length; at += atOnce[how]) {
      signal.throwIfAborted();
      const looks = files.slice(at, at + atOnce[how]).map((file) => lookAt(join(home.library, file.file), file, how).catch(() => null));
      news.push(...(await Promise.all(looks)).filter((look) => look !== null));
    }
    rememberStamps(db, news);
  }
  return pictures;
};
