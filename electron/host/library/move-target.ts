import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { Home } from '../home.ts';
import { appPlace, isWithin, ownPlaces, realPlace, refuseWithin } from '../places.ts';
import { filesBelow, readCopied } from './copy-library.ts';
import { type Disk, temporaryName } from './durable-write.ts';

/** What a disk needs beside the pictures themselves. */
const spare = 16 * 1024 * 1024;

const refuse = (to: string, why: string): Failure =>
  new Failure({ code: 'not-allowed', message: `The library cannot be moved to “${to}”: ${why}`, what: to });

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000).toLocaleString('en')} MB`;

/** Throws a `Failure` with the reason where a library cannot be moved to `to`; makes the folder. `begun`: a move to there is gone on with. */
export const checkTarget = async (
  home: Home,
  to: string,
  { appFolder, disk, how }: { appFolder: string; disk: Disk; how: 'new' | 'begun' },
): Promise<void> => {
  if (!isAbsolute(to)) throw new Failure({ code: 'bad-input', message: `“${to}” is not a whole path. Say it from the root on.`, what: to });
  refuseWithin(to, [appPlace(appFolder), { folder: home.library, why: 'it is in the library itself.' }, ...ownPlaces(home)]);
  if (isWithin(realPlace(home.library), realPlace(to))) throw refuse(to, 'the library lies in it. Choose an empty folder.');
  const inside = await readdir(to).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw refuse(to, 'it is no folder that can be read.');
  });
  if (how === 'new' && inside.length > 0) throw refuse(to, 'there is something in it. Choose an empty folder, or a new one.');
  await tryToWrite(to);
  const known = await readCopied(home.copied);
  const files = await filesBelow(home.library);
  const sizes = await Promise.all(
    files.filter((file) => !known.has(file)).map(async (file) => (await stat(join(home.library, file))).size),
  );
  const needed = sizes.reduce((sum, size) => sum + size, spare);
  const free = await disk.free(to);
  if (free < needed) {
    const message = `“${to}” has room for ${megabytes(free)}, and the library needs ${megabytes(needed)}. Make room, or choose another disk.`;
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
    throw refuse(to, 'nothing can be written there. Give yourself the right to, or choose another folder.');
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
};
