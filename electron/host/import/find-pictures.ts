import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

const endings = new Set(['.png', '.jpg', '.jpeg', '.jfif', '.webp', '.avif']);

/** Whether a file of this name is looked into where a folder is read; a file that is named itself always is. */
export const looksLikePicture = (name: string): boolean => !name.startsWith('.') && endings.has(extname(name).toLowerCase());

/**
 * The picture files that paths stand for: a file is itself, a folder all below it in the order of their names. Hidden folders and links are left out,
 * so that a walk ends. A path that is not there is yielded as it is: who reads it finds out why.
 */
export const findPictures = async function* (paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if ((await stat(path).catch(() => null))?.isDirectory() === true) yield* below(path);
    else yield path;
  }
};

const below = async function* (folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))) {
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* below(join(folder, entry.name));
    if (entry.isFile() && looksLikePicture(entry.name)) yield join(folder, entry.name);
  }
};
