import { z } from 'zod';
import { readRecipe } from '../contract/recipe-migrations/index.ts';

/** A column that holds JSON. */
export const json = z.string().transform((text): unknown => JSON.parse(text));
/** A column that holds a recipe of any version. */
export const recipeColumn = json.transform((value) => readRecipe(value));
export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
export const toFlag = (value: boolean): number => (value ? 1 : 0);
