import { readFile } from 'node:fs/promises';
import { formatOf, readMetadata } from '../metadata/formats.ts';
import { recipeTextIn } from '../metadata/recipe-in-file.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** Why a picture file is not in the index, in a sentence. */
export const whyUnread = async (path: string): Promise<Words> => {
  const file = await readFile(path).catch(() => null);
  if (file === null) return sentence('file.unreadable');
  if (file.length === 0) return sentence('file.empty');
  if (formatOf(file) === null) return sentence('file.unknown-format');
  const found = readMetadata(file);
  const text = found === null ? undefined : recipeTextIn(found);
  if (text === undefined) return found?.problems[0] ?? sentence('recipe.none');
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    if (typeof version === 'number') return found?.problems[0] ?? sentence('recipe.newer', { version });
  } catch {
    return sentence('recipe.damaged');
  }
  return sentence('recipe.damaged');
};
