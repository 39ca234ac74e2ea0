import { type FileSettings, nothingKnown } from '../../contract/origin.ts';
import type { Recipe } from '../../contract/recipe.ts';
import { readRecipe } from '../../contract/recipe-migrations/index.ts';
import { readMetadata } from '../metadata/formats.ts';
import { fieldsOfRecipe, readSettings } from './read-settings.ts';
import { readStealth } from './stealth.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** A recipe that is a file by itself: its JSON. */
const recipeOnItsOwn = (file: Buffer): Recipe | null => {
  if (file.length > recipeLimit || file[0] !== 0x7b) return null;
  try {
    return readRecipe(JSON.parse(file.toString('utf8')));
  } catch {
    return null;
  }
};
const recipeLimit = 2 ** 20;

/** What a picture file, or a recipe on its own, says of its making, in the open or hidden in its pixels. Never throws: what is broken has a reason. */
export const settingsInFile = async (file: Buffer): Promise<FileSettings> => {
  const found = readMetadata(file);
  if (found === null) {
    const recipe = recipeOnItsOwn(file);
    if (recipe !== null) return { tool: 'Tincture', fields: fieldsOfRecipe(recipe), leftBehind: [], recipe, reason: null };
    const reason = file.length === 0 ? sentence('file.empty') : sentence('import.no-format');
    return { tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason };
  }
  const open = readSettings(found);
  if (open.tool !== null || found.problems.length > 0) return open;
  const hidden = await readStealth(file);
  return hidden.length === 0 ? open : readSettings({ ...found, texts: hidden });
};
