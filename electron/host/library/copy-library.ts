import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Failure } from '../../contract/failure.ts';
import { mapInOrder, writesAtOnce } from '../concurrency.ts';
import { type Disk, appendDurably, readIfThere, syncFolder, temporaryName, writerOf } from './durable-write.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

const Copied = z.strictObject({ file: z.string(), bytes: z.int(), modified: z.number(), sha256: z.string() });
/** A file that is in both folders, byte for byte, as it was in the first at that time. */
export type Copied = z.output<typeof Copied>;
export type Stand = Readonly<{ files: number; total: number }>;

/** Every file below a folder, hidden ones too, without what is half-written. Links are left where they are. */
export const filesBelow = async (root: string, below = ''): Promise<string[]> => {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await filesBelow(root, name)));
    else if (entry.isFile() && writerOf(entry.name) === null) names.push(name);
  }
  return names;
};

/** What an earlier attempt wrote down; the last line may be cut in two. */
export const readCopied = async (path: string): Promise<Map<string, Copied>> => {
  const text = (await readIfThere(path))?.toString('utf8') ?? '';
  const copied = new Map<string, Copied>();
  for (const line of text.split('\n')) {
    const entry = parseLine(line);
    if (entry !== null) copied.set(entry.file, entry);
  }
  return copied;
};

const parseLine = (line: string): Copied | null => {
  try {
    return Copied.parse(JSON.parse(line));
  } catch {
    return null;
  }
};

const digest = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const statIfThere = (path: string) => stat(path).catch(() => null);

/** Copies one file and reads the copy back: under its name there is the same or nothing. */
const copyOne = async (from: string, to: string, file: string): Promise<Copied> => {
  const [source, target] = [join(from, file), join(to, file)];
  const temporary = temporaryName(target);
  const { size: bytes, mtimeMs: modified, atime, mtime } = await stat(source);
  await mkdir(dirname(target), { recursive: true });
  try {
    // shares the blocks where the file system can
    await copyFile(source, temporary, constants.COPYFILE_FICLONE);
    await utimes(temporary, atime, mtime);
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    const [sha256, copy] = await Promise.all([digest(source), digest(temporary)]);
    if (sha256 !== copy) throw new Failure({ code: 'damaged', message: sentence('copy.differs', { file }), what: file });
    await rename(temporary, target);
    return { file, bytes, modified, sha256 };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};

const isSame = async (from: string, to: string, known: Copied | undefined): Promise<boolean> => {
  if (known === undefined) return false;
  const [source, target] = await Promise.all([statIfThere(join(from, known.file)), statIfThere(join(to, known.file))]);
  return source?.size === known.bytes && source.mtimeMs === known.modified && target?.size === known.bytes;
};

const linesAtOnce = 64;

/**
 * Makes `to` what `from` is, and yields how far it is. What `journal` says of an earlier attempt is not copied again; what has gone from
 * `from` since goes from `to`. When it ends all of it is on the disk.
 */
export async function* copyLibrary(from: string, to: string, journal: string, disk: Disk, signal: AbortSignal): AsyncGenerator<Stand> {
  const known = await readCopied(journal);
  const names = await filesBelow(from);
  if (names.length === 0 && known.size > 0) throw new Failure({ code: 'not-found', message: sentence('copy.empty', { from }), what: from });
  await removeHalves(to);
  const folders = new Set<string>([to]);
  const fresh: Copied[] = [];
  const note = async (): Promise<void> => {
    const lines = fresh.splice(0).map((one) => `${JSON.stringify(one)}\n`);
    // a line of its own first: the one before may be cut off
    if (lines.length > 0) await appendDurably(journal, Buffer.from(`\n${lines.join('')}`), disk);
  };
  const work = async (file: string): Promise<Copied | null> => {
    signal.throwIfAborted();
    folders.add(dirname(join(to, file)));
    if (await isSame(from, to, known.get(file))) return null;
    // what goes while we look at it is no part of the library any more
    if ((await statIfThere(join(from, file))) === null) return null;
    return copyOne(from, to, file);
  };
  let files = 0;
  try {
    for await (const copied of mapInOrder(names, writesAtOnce, work)) {
      files += 1;
      if (copied !== null) fresh.push(copied);
      if (fresh.length >= linesAtOnce) await note();
      yield { files, total: names.length };
    }
  } finally {
    await note();
  }
  const there = new Set(names);
  for (const file of known.keys()) if (!there.has(file)) await rm(join(to, file), { force: true });
  for (const folder of folders) await syncFolder(folder, disk);
}

/** Removes from `folder` what was copied and has not changed since, and yields how many it has looked at. Other things stay. */
export async function* removeCopied(folder: string, copied: Iterable<Copied>, side: 'source' | 'target'): AsyncGenerator<number> {
  let done = 0;
  const entries = [...copied];
  yield* mapInOrder(entries, writesAtOnce, async ({ file, bytes, modified }) => {
    const found = await statIfThere(join(folder, file));
    const untouched = found?.size === bytes && (side === 'target' || found.mtimeMs === modified);
    if (untouched) await rm(join(folder, file), { force: true });
    done += 1;
    return done;
  });
  await removeEmpty(folder);
}

/** Removes what an earlier attempt was writing when it was cut off. */
const removeHalves = async (folder: string): Promise<void> => {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && writerOf(entry.name) !== null) await rm(join(entry.parentPath, entry.name), { force: true });
};

/** Removes half-written files and the folders in which nothing is left, `folder` as well. */
const removeEmpty = async (folder: string): Promise<void> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
    else if (writerOf(entry.name) !== null) await rm(join(folder, entry.name), { force: true });
  }
  await rmdir(folder).catch(() => undefined);
};
