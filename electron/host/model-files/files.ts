import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileState } from '../../store/models.ts';

const deepest = 3;

/** The files that make a model what it is, by path, sorted; papers about it and hidden files are not among them. */
export const modelFiles = async (folder: string, depth = deepest): Promise<FileState[]> => {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !name.startsWith('.') && !/\.(md|txt~|png|jpe?g)$/i.test(name),
  );
  const found = await Promise.all(
    entries.map(async (entry): Promise<FileState[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth > 0 ? modelFiles(path, depth - 1) : [];
      const state = await stat(path, { bigint: true }).catch(() => null);
      return state?.isFile() === true ? [{ path, bytes: Number(state.size), modifiedNs: String(state.mtimeNs) }] : [];
    }),
  );
  return found.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
