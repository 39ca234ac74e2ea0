import { type FileHandle, mkdir, open, readFile, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The file system as far as a durable write needs it: a test puts a full disk here. */
export type Disk = Readonly<{
  mkdir: (path: string) => Promise<void>;
  open: (path: string, flags: string) => Promise<Pick<FileHandle, 'writeFile' | 'sync' | 'close'>>;
  rename: (from: string, to: string) => Promise<void>;
  remove: (path: string) => Promise<void>;
  /** Bytes that may still be written on the disk of `path`. */
  free: (path: string) => Promise<number>;
}>;

export const realDisk: Disk = {
  mkdir: async (path) => {
    await mkdir(path, { recursive: true });
  },
  open: (path, flags) => open(path, flags),
  rename,
  remove: (path) => rm(path, { force: true }),
  free: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

const mark = '.tincture-';

/** A temporary name in the folder of `path`; it says whose it is, so that another process leaves it alone while that one lives. */
export const temporaryName = (path: string, pid = process.pid): string => join(dirname(path), `${mark}${pid}-${basename(path)}.tmp`);

/** The process that writes, or wrote, a temporary file; null where it is not one of ours. */
export const writerOf = (name: string): number | null => {
  const match = /^\.tincture-(\d+)-.*\.tmp$/.exec(name);
  return match === null ? null : Number(match[1]);
};

const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** Whether it is a temporary file of ours whose process is gone. */
export const isLeftBehind = (name: string): boolean => {
  const writer = writerOf(name);
  return writer !== null && !isAlive(writer);
};

/** Writes a file so that under its name there is the whole of it or nothing, whatever happens, and it stays when the power goes. */
export const writeDurably = async (path: string, bytes: Uint8Array, disk: Disk = realDisk): Promise<void> => {
  const folder = dirname(path);
  await disk.mkdir(folder);
  const temporary = temporaryName(path);
  try {
    const file = await disk.open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.rename(temporary, path);
  } catch (error) {
    await disk.remove(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder, disk);
};

/** Adds to the end of a file, and makes it where there is none; it stays when the power goes. */
export const appendDurably = async (path: string, bytes: Uint8Array, disk: Disk = realDisk): Promise<void> => {
  await disk.mkdir(dirname(path));
  const file = await disk.open(path, 'a');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path), disk);
};

/** The name itself has to reach the disk as well; Windows has no such thing, and does it by itself. */
export const syncFolder = async (folder: string, disk: Disk): Promise<void> => {
  if (process.platform === 'win32') return;
  for (const path of [folder, dirname(folder)]) {
    const handle = await disk.open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
};

/** The bytes of a file, or null where there is none. */
export const readIfThere = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
