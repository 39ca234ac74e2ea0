import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import { hashFile } from '../../../native-models/graphs/hash-file.ts';
import { type FileState, keepHash, knownHash } from '../../store/models.ts';
import type { Store } from '../../store/open.ts';
import { modelFiles } from './files.ts';

/** `progress` is waited for. */
export type HashWatch = Readonly<{ signal: AbortSignal; progress: (bytes: number) => void | Promise<void> }>;
export const unwatched: HashWatch = { signal: new AbortController().signal, progress: () => undefined };

/** One file's hash stands for itself; those of a folder are hashed with their names, so that it is the same wherever the folder lies. */
const combined = (model: string, hashes: readonly (readonly [FileState, string])[]): string => {
  const [only] = hashes;
  if (only !== undefined && only[0].path === model) return only[1];
  const total = createHash('sha256');
  for (const [{ path }, sha256] of hashes) total.update(`${relative(model, path).split(sep).join('/')}\0${sha256}\n`);
  return total.digest('hex');
};

/** SHA-256 of a file, or over the names and contents of a folder's files. A file is read again only when it has changed. */
export const hashOf = async (db: Store, model: string, { signal, progress }: HashWatch = unwatched): Promise<string> => {
  const hashes: (readonly [FileState, string])[] = [];
  let before = 0;
  for (const file of await modelFiles(model)) {
    const known = knownHash(db, file);
    const start = before;
    const sha256 = known ?? (await hashFile(file.path, signal, (bytes) => progress(start + bytes))).sha256;
    if (known === null) keepHash(db, file, sha256);
    before += file.bytes;
    hashes.push([file, sha256]);
  }
  return combined(model, hashes);
};

/** The same, from memory alone; null where something would have to be read. */
export const rememberedHash = async (db: Store, model: string): Promise<string | null> => {
  const files = await modelFiles(model).catch(() => []);
  const hashes = files.flatMap((file): (readonly [FileState, string])[] => {
    const known = knownHash(db, file);
    return known === null ? [] : [[file, known]];
  });
  return files.length === 0 || hashes.length < files.length ? null : combined(model, hashes);
};
