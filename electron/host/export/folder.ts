import * as fs from 'node:fs/promises';
import { type FileHandle, lstat, mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { ExportOptions } from '../../contract/export.ts';
import { isLeftBehind, temporaryName, writerOf } from '../library/durable-write.ts';
import { lengthOf } from '../metadata/formats.ts';
import { syncPath } from './sync.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** The folder that a person chose, and nothing outside of it. Names are relative, with forward slashes. */
export type ExportFolder = Readonly<{
  path: string;
  /** Whether nothing at all is in it. */
  isEmpty: () => Promise<boolean>;
  exists: (name: string) => Promise<boolean>;
  /** The whole file under its name or nothing, durably. Answers the name that it got, or null where one was there and stays. */
  put: (name: string, pieces: readonly Uint8Array[], conflicts: ExportOptions['conflicts']) => Promise<boolean>;
  /** A large file, written piece by piece into a temporary one; `fill` gets its path. */
  putFilled: (name: string, fill: (temporary: string) => Promise<void>, conflicts: ExportOptions['conflicts']) => Promise<boolean>;
  /** Makes all names that were put last, too. */
  sync: () => Promise<void>;
}>;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const outside = (path: string): Failure =>
  new Failure({
    code: 'not-allowed',
    message: sentence('export.link-out', { path }),
    what: path,
  });
export const taken = (path: string): Failure =>
  new Failure({
    code: 'bad-input',
    message: sentence('export.there-already', { path }),
    what: path,
  });

/** What touches the disk when a file is written: a test puts a full disk here, or the end of the process. */
export type Files = Pick<typeof import('node:fs/promises'), 'open' | 'link' | 'unlink' | 'rename'>;

/** For a folder that nothing is to be kept out of, such as one of our own. */
export const anywhere = (): void => undefined;

/**
 * Opens the folder, and makes it where there is none. What processes that are gone left half-written in it goes. `checkPlace` throws where
 * nothing may be written; it is asked of the folder and of every one below it, since the library may lie there.
 */
export const openExportFolder = async (
  chosen: string,
  checkPlace: (folder: string) => void,
  { open, link, unlink, rename }: Files = fs,
): Promise<ExportFolder> => {
  checkPlace(chosen);
  const isNew = (await mkdir(chosen, { recursive: true })) !== undefined;
  const root = await realpath(chosen);
  if (!isNew) await removeLeftBehind(root);
  const checked = new Map<string, Promise<void>>();

  /** Makes the folder of a name one step at a time, and follows no link on the way. */
  const prepare = (folder: string): Promise<void> => {
    if (folder === root) return Promise.resolve();
    const known = checked.get(folder);
    if (known !== undefined) return known;
    const made = (async () => {
      await prepare(dirname(folder));
      checkPlace(folder);
      const isNew = await mkdir(folder).then(
        () => true,
        (error: unknown) => {
          if (codeOf(error) !== 'EEXIST') throw error;
          return false;
        },
      );
      const state = await lstat(folder);
      if (state.isSymbolicLink() || (await realpath(folder)) !== folder) throw outside(folder);
      if (!state.isDirectory()) throw taken(folder);
      if (!isNew) await removeLeftBehind(folder);
    })();
    checked.set(folder, made);
    made.catch(() => checked.delete(folder));
    return made;
  };

  const at = (name: string): string => {
    const path = resolve(root, name);
    if (path === root || !path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) throw outside(path);
    return path;
  };

  /** Gives a finished temporary file its name. Nobody's file is replaced unless that was asked for. */
  const name = async (temporary: string, path: string, conflicts: ExportOptions['conflicts']): Promise<boolean> => {
    if (conflicts === 'overwrite') {
      await rename(temporary, path);
      return true;
    }
    try {
      // a link fails where there is a file, however short a time ago it came
      await link(temporary, path);
    } catch (error) {
      const reason = codeOf(error);
      if (reason !== 'EEXIST' && reason !== 'ENOENT' && !(await isThere(path))) {
        // a file system without links
        await rename(temporary, path);
        return true;
      }
      if (reason !== 'EEXIST' && !(await isThere(path))) throw error;
      const same = await sameContent(temporary, path);
      await rm(temporary, { force: true });
      if (same) return true;
      if (conflicts === 'skip') return false;
      throw taken(path);
    }
    await unlink(temporary);
    return true;
  };

  const putFilled: ExportFolder['putFilled'] = async (relative, fill, conflicts) => {
    const path = at(relative);
    await prepare(dirname(path));
    const temporary = temporaryName(path);
    try {
      await fill(temporary).catch(async (error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
        // left there by an earlier process of the same number
        await unlink(temporary);
        await fill(temporary);
      });
      return await name(temporary, path, conflicts);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  };

  return {
    path: root,
    isEmpty: async () => (await readdir(root)).length === 0,
    exists: async (relative) => isThere(at(relative)),
    putFilled,
    put: (relative, pieces, conflicts) =>
      putFilled(
        relative,
        async (temporary) => {
          // `wx` makes a new file or fails: it never follows a link
          const file = await open(temporary, 'wx');
          try {
            await writeAll(file, pieces);
            await file.sync();
          } finally {
            await file.close();
          }
        },
        conflicts,
      ),
    sync: async () => {
      if (process.platform === 'win32') return;
      for (const folder of [root, ...checked.keys()]) await syncPath(folder, 'r');
    },
  };
};

/** One call for all pieces; where the disk takes but a part of them, the rest once more, which says why. */
const writeAll = async (file: Pick<FileHandle, 'writev' | 'writeFile'>, pieces: readonly Uint8Array[]): Promise<void> => {
  const { bytesWritten } = await file.writev(pieces);
  if (bytesWritten < lengthOf(pieces)) await file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
};

const removeLeftBehind = async (folder: string): Promise<void> => {
  // our own number: another export of this process writes there
  for (const name of await readdir(folder))
    if (writerOf(name) !== process.pid && isLeftBehind(name)) await rm(join(folder, name), { force: true });
};

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const piece = 1 << 20;

/** A file of an export that was cut off between its name and its entry in the journal is ours: it has our bytes. */
const sameContent = async (one: string, other: string): Promise<boolean> => {
  const [a, b] = await Promise.all([lstat(one), lstat(other)]);
  if (!b.isFile() || a.size !== b.size) return false;
  const [first, second] = await Promise.all([fs.open(one, 'r'), fs.open(other, 'r')]);
  try {
    const [left, right] = [Buffer.alloc(piece), Buffer.alloc(piece)];
    for (let at = 0; at < a.size; at += piece) {
      const [{ bytesRead }, { bytesRead: there }] = await Promise.all([first.read(left, 0, piece, at), second.read(right, 0, piece, at)]);
      if (bytesRead !== there || !left.subarray(0, bytesRead).equals(right.subarray(0, there))) return false;
    }
    return true;
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
};
