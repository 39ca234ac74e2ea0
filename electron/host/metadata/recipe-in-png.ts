import type { Recipe } from '../../contract/recipe.ts';
import { readRecipe } from '../../contract/recipe-migrations/index.ts';
import { toParameters } from './parameters.ts';
import { readText, withText } from './png-text.ts';

const keyword = 'tincture';

/** The picture with its recipe inside: ours as versioned JSON, and as the text that other programs read. */
export const withRecipe = (png: Buffer, recipe: Recipe): Buffer =>
  withText(png, [
    [keyword, JSON.stringify(recipe)],
    ['parameters', toParameters(recipe)],
  ]);

/** The recipe that a file of ours carries; null where there is none that this program can read. */
export const recipeFromFile = (file: Buffer): Recipe | null => {
  const text = readText(file).get(keyword);
  if (text === undefined) return null;
  try {
    return readRecipe(JSON.parse(text));
  } catch {
    return null;
  }
};
