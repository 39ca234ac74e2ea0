import { open } from 'node:fs/promises';
import { type FileSettings, nothingKnown } from '../../contract/origin.ts';
import { settingsInFile } from './read-file.ts';

/** More than this is no picture: 100 megapixels of noise are less. */
const sizeLimit = 512 * 1024 * 1024;

const reasonOf = (error: unknown): string => {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'ENOENT':
      return 'There is no such file.';
    case 'EACCES':
    case 'EPERM':
      return 'The file may not be read.';
    case 'EISDIR':
      return 'This is a folder.';
    default:
      return `The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
};

const unreadable = (reason: string): FileSettings => ({ tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason });

export type PathSettings = Readonly<{ path: string; bytes: Buffer | null; modified: number; settings: FileSettings }>;

/** A file with what it says; `bytes` is null where it cannot be read, and the settings have the reason. Never throws. */
export const readPath = async (path: string): Promise<PathSettings> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size, mtimeMs } = await file.stat();
      if (size > sizeLimit) return { path, bytes: null, modified: 0, settings: unreadable('The file is larger than any picture.') };
      const bytes = await file.readFile();
      return { path, bytes, modified: Math.round(mtimeMs), settings: await settingsInFile(bytes) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { path, bytes: null, modified: 0, settings: unreadable(reasonOf(error)) };
  }
};
