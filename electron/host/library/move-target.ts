import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { Home } from '../home.ts';
import { appPlace, isWithin, ownPlaces, realPlace, refuseWithin } from '../places.ts';
import { filesBelow, readCopied } from './copy-library.ts';
import { type Disk, temporaryName } from './durable-write.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** What a disk needs beside the pictures themselves. */
const spare = 16 * 1024 * 1024;

const refuse = (to: string, why: Words): Failure =>
  new Failure({ code: 'not-allowed', message: sentence('move.cannot', { to, why }), what: to });

/** Throws a `Failure` with the reason where a library cannot be moved to `to`; makes the folder. `begun`: a move to there is gone on with. */
export const checkTarget = async (
  home: Home,
  to: string,
  { appFolder, disk, how }: { appFolder: string; disk: Disk; how: 'new' | 'begun' },
): Promise<void> => {
  if (!isAbsolute(to)) throw new Failure({ code: 'bad-input', message: sentence('move.not-whole', { to }), what: to });
  refuseWithin(to, [appPlace(appFolder), { folder: home.library, why: sentence('move.inside') }, ...ownPlaces(home)]);
  if (isWithin(realPlace(home.library), realPlace(to))) throw refuse(to, sentence('move.around'));
  const inside = await readdir(to).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw refuse(to, sentence('move.no-folder'));
  });
  if (how === 'new' && inside.length > 0) throw refuse(to, sentence('move.not-empty'));
  await tryToWrite(to);
  const known = await readCopied(home.copied);
  const files = await filesBelow(home.library);
  const sizes = await Promise.all(
    files.filter((file) => !known.has(file)).map(async (file) => (await stat(join(home.library, file))).size),
  );
  const needed = sizes.reduce((sum, size) => sum + size, spare);
  const free = await disk.free(to);
  if (free < needed) {
    const message = sentence('move.no-room', { to, free: { bytes: free }, needed: { bytes: needed } });
    throw new Failure({ code: 'disk-full', message, what: to });
  }
};

/** One by one: Node's `recursive` never ends where the system says that a folder which is there is not (`/proc`). */
const makeFolders = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST') return;
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path || existsSync(above)) throw error;
    await makeFolders(above);
    await mkdir(path);
  }
};

const tryToWrite = async (to: string): Promise<void> => {
  const probe = temporaryName(join(to, 'probe'));
  try {
    await makeFolders(to);
    await writeFile(probe, 'x');
  } catch {
    throw refuse(to, sentence('move.no-right'));
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
};
