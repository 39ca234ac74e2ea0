import { z } from 'zod';
import { Recipe } from '../recipe.ts';

/** Turns a recipe of version n (its place in the list plus one) into one of version n + 1. */
type RecipeMigration = (recipe: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** In order, one pure function a file (`0001-….ts` makes version 2 of version 1). The newest version is the length plus one. */
export const recipeMigrations: readonly RecipeMigration[] = [];

const Versioned = z.looseObject({ version: z.int().min(1) });

/** A recipe of any version as one of today. Throws a `ZodError` where it is none, or newer than this program. */
export const readRecipe = (stored: unknown, migrations: readonly RecipeMigration[] = recipeMigrations): Recipe => {
  const old = Versioned.parse(stored);
  const today = migrations.slice(old.version - 1).reduce<Record<string, unknown>>((recipe, migration) => migration(recipe), old);
  return Recipe.parse(today);
};
