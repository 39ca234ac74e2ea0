import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { type FileSettings, nothingKnown } from '../../contract/origin.ts';
import { settingsInFile } from './read-file.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** More than this is no picture: 100 megapixels of noise are less. */
const sizeLimit = 512 * 1024 * 1024;

/** A pipe that nobody writes to is opened at once; Windows has none of these. */
const readNow = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

const reasonOf = (error: unknown): Words => {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'ENOENT':
      return sentence('file.none');
    case 'EACCES':
    case 'EPERM':
      return sentence('file.forbidden');
    case 'EISDIR':
      return sentence('file.folder');
    default:
      return sentence('file.unreadable-because', { detail: error instanceof Error ? error.message : String(error) });
  }
};

const unreadable = (reason: Words): FileSettings => ({ tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason });

export type PathBytes = Readonly<
  { path: string; bytes: Buffer; modified: number; reason: null } | { path: string; bytes: null; modified: number; reason: Words }
>;

/** A file, or why it cannot be read. Never throws. */
export const readBytes = async (path: string): Promise<PathBytes> => {
  try {
    const file = await open(path, readNow);
    try {
      const state = await file.stat();
      const { size, mtimeMs } = state;
      if (!state.isFile() && !state.isDirectory()) return { path, bytes: null, modified: 0, reason: sentence('file.not-plain') };
      if (size > sizeLimit) return { path, bytes: null, modified: 0, reason: sentence('file.too-large') };
      return { path, bytes: await file.readFile(), modified: Math.round(mtimeMs), reason: null };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { path, bytes: null, modified: 0, reason: reasonOf(error) };
  }
};

export type PathSettings = Readonly<{ path: string; bytes: Buffer | null; modified: number; settings: FileSettings }>;

/** A file with what it says; `bytes` is null where it cannot be read, and the settings have the reason. Never throws. */
export const readPath = async (path: string): Promise<PathSettings> => {
  const { bytes, modified, reason } = await readBytes(path);
  return { path, bytes, modified, settings: bytes === null ? unreadable(reason) : await settingsInFile(bytes) };
};
