import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { presetFileName } from '../../contract/preset.ts';
import { belongsTo } from '../../../native-models/sessions/safe-path.ts';
import type { FileState } from '../../store/models.ts';

const deepest = 3;

const stateOf = async (path: string): Promise<FileState[]> => {
  const state = await stat(path, { bigint: true }).catch(() => null);
  return state?.isFile() === true ? [{ path, bytes: Number(state.size), modifiedNs: String(state.mtimeNs) }] : [];
};

/** A link out of what is the model's is none of its files: the engine refuses it, and nothing there is read. */
const staysInside = async (root: string, path: string): Promise<boolean> => {
  const real = await realpath(path).catch(() => null);
  return real !== null && belongsTo(root, real);
};

/** The files that make a model what it is, by path, sorted; papers and presets beside it and hidden files are not among them. A checkpoint is its one file. */
export const modelFiles = async (model: string): Promise<FileState[]> => {
  const alone = await stateOf(model);
  return alone.length > 0 ? alone : filesBelow(model, deepest, model);
};

const filesBelow = async (folder: string, depth: number, root: string): Promise<FileState[]> => {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    ({ name }) => !name.startsWith('.') && !/\.(md|png|jpe?g)$/i.test(name) && name !== presetFileName,
  );
  const found = await Promise.all(
    entries.map(async (entry): Promise<FileState[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth > 0 ? filesBelow(path, depth - 1, root) : [];
      return entry.isSymbolicLink() && !(await staysInside(root, path)) ? [] : stateOf(path);
    }),
  );
  return found.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
};
