import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileState } from '../../store/models.ts';

const deepest = 3;

const stateOf = async (path: string): Promise<FileState[]> => {
  const state = await stat(path, { bigint: true }).catch(() => null);
  return state?.isFile() === true ? [{ path, bytes: Number(state.size), modifiedNs: String(state.mtimeNs) }] : [];
};

/** The files that make a model what it is, by path, sorted; papers about it and hidden files are not among them. A checkpoint is its one file. */
export const modelFiles = async (model: string): Promise<FileState[]> => {
  const alone = await stateOf(model);
  return alone.length > 0 ? alone : filesBelow(model, deepest);
};

const filesBelow = async (folder: string, depth: number): Promise<FileState[]> => {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !name.startsWith('.') && !/\.(md|png|jpe?g)$/i.test(name),
  );
  const found = await Promise.all(
    entries.map(async (entry): Promise<FileState[]> => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? (depth > 0 ? filesBelow(path, depth - 1) : []) : stateOf(path);
    }),
  );
  return found.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
