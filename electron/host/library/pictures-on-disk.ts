import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { looksLikePicture } from '../import/find-pictures.ts';
import { importedFolder } from '../import/importer.ts';
import { isLeftBehind, writerOf } from './durable-write.ts';

/** Names of picture files by their folder, `''` for the library itself. */
export type PicturesOnDisk = Map<string, Set<string>>;

export const isImported = (name: string): boolean => name.startsWith(`${importedFolder}/`);

/** Every PNG below the library, and what was brought in, in its own format; temporary files of processes that are gone are removed on the way. */
export const picturesOnDisk = async (root: string): Promise<PicturesOnDisk> => {
  const found: PicturesOnDisk = new Map();
  const look = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    const names = new Set<string>();
    for (const entry of entries) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith('.')) await look(name);
      if (!entry.isFile()) continue;
      const writer = writerOf(entry.name);
      if (isLeftBehind(entry.name)) await rm(join(root, name), { force: true });
      else if (writer === null && (isImported(name) ? looksLikePicture(entry.name) : entry.name.toLowerCase().endsWith('.png')))
        names.add(entry.name);
    }
    if (names.size > 0) found.set(folder, names);
  };
  await look('');
  return found;
};

/** Takes a file out of those that nobody has asked for; answers whether it was there. */
export const takeFile = (found: PicturesOnDisk, file: string): boolean => {
  const cut = file.lastIndexOf('/');
  return found.get(file.slice(0, Math.max(0, cut)))?.delete(file.slice(cut + 1)) === true;
};

/** The files that nobody has asked for. */
export const filesLeft = (found: PicturesOnDisk): string[] =>
  [...found].flatMap(([folder, names]) => [...names].map((name) => (folder === '' ? name : `${folder}/${name}`)));
