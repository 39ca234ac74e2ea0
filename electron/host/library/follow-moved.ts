import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ImageId } from '../../contract/records.ts';
import { recipeTexts, setFile } from '../../store/images.ts';
import type { IndexedFile } from '../../store/library-files.ts';
import type { Store } from '../../store/open.ts';
import type { Context } from '../context.ts';
import { recipeFromFile } from '../metadata/recipe-in-file.ts';

export type Moved = Readonly<{ id: ImageId; from: string; to: string }>;

/** Recipes that are parsed in one go. */
const slice = 100;

const groupByRecipe = async (db: Store, lost: readonly IndexedFile[]): Promise<Map<string, IndexedFile[]>> => {
  const recipes = new Map<ImageId, string>();
  for (let at = 0; at < lost.length; at += slice) {
    const ids = lost.slice(at, at + slice).map(({ id }) => id);
    for (const [id, text] of recipeTexts(db, ids)) recipes.set(id, text);
    await breathe();
  }
  return Map.groupBy(lost, ({ id }) => recipes.get(id) ?? '');
};

/**
 * Pictures whose file has another name now keep their row: found by their content, or, where that was changed as well, by a recipe that
 * only one lost picture has. `unknown` are the files that have no row, `gone` the rows that have no file.
 */
export const followMoved = async ({ home, db }: Context, unknown: readonly string[], gone: readonly IndexedFile[]): Promise<Moved[]> => {
  const lost = gone.filter(({ deleted }) => !deleted);
  if (lost.length === 0 || unknown.length === 0) return [];
  const byContent = Map.groupBy(lost, ({ sha256 }) => sha256);
  let byRecipe: ReadonlyMap<string, readonly IndexedFile[]> | null = null;
  const followed = new Set<ImageId>();
  const moved: Moved[] = [];
  for (const to of unknown.toSorted()) {
    const bytes = await readFile(join(home.library, to)).catch(() => null);
    if (bytes === null) continue;
    const isFree = ({ id }: { id: ImageId }): boolean => !followed.has(id);
    const same = byContent.get(createHash('sha256').update(bytes).digest('hex'))?.find(isFree);
    const recipe = same === undefined ? recipeFromFile(bytes) : null;
    if (recipe !== null) byRecipe ??= await groupByRecipe(db, lost);
    const alike = recipe === null ? [] : (byRecipe?.get(JSON.stringify(recipe)) ?? []).filter(isFree);
    const row = same ?? (alike.length === 1 ? alike[0] : undefined);
    if (row === undefined) continue;
    followed.add(row.id);
    setFile(db, row.id, to);
    moved.push({ id: row.id, from: row.file, to });
  }
  return moved;
};
