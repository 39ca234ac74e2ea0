import { readFile } from 'node:fs/promises';
import { formatOf, readMetadata } from '../metadata/formats.ts';
import { recipeTextIn } from '../metadata/recipe-in-file.ts';

/** Why a picture file is not in the index, in a sentence. */
export const whyUnread = async (path: string): Promise<string> => {
  const file = await readFile(path).catch(() => null);
  if (file === null) return 'The file cannot be read.';
  if (file.length === 0) return 'The file is empty.';
  if (formatOf(file) === null) return 'The file is not a picture of a known format.';
  const found = readMetadata(file);
  const text = found === null ? undefined : recipeTextIn(found);
  if (text === undefined) return found?.problems[0] ?? 'There is no recipe of Tincture in it.';
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    if (typeof version === 'number') return found?.problems[0] ?? `Its recipe (version ${version}) cannot be read by this Tincture.`;
  } catch {
    return 'Its recipe is damaged.';
  }
  return 'Its recipe is damaged.';
};
