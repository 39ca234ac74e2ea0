import { z } from 'zod';
import { Words } from '../contract/words.ts';
import { readRecipe } from '../contract/recipe-migrations/index.ts';

/** A column that holds JSON. */
export const json = z.string().transform((text): unknown => JSON.parse(text));
/** A column that holds a recipe of any version. */
export const recipeColumn = json.transform((value) => readRecipe(value));
/** A column that holds words for a person: JSON, and in older rows plain English. */
export const wordsColumn = z
  .string()
  .transform((text): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  })
  .pipe(Words);
export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
export const toFlag = (value: boolean): number => (value ? 1 : 0);
