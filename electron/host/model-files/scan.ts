import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const deepest = 3;

/** Folders below `root` (or `root` itself) that hold a model: a `model_index.json`, or a `unet` folder. Sorted; none where there is no such folder. */
export const findModelFolders = async (root: string, depth = deepest): Promise<string[]> => {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const names = entries.map(({ name }) => name);
  if (names.includes('model_index.json') || names.includes('unet')) return [resolve(root)];
  if (depth === 0) return [];
  const folders = entries.filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'));
  const found = await Promise.all(folders.map(({ name }) => findModelFolders(join(root, name), depth - 1)));
  return found.flat().toSorted();
};
