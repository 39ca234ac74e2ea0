import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageId } from '../../contract/records.ts';
import { type IndexedFile, recipeTexts, setFile } from '../../store/images.ts';
import type { Context } from '../context.ts';
import { recipeFromFile } from '../metadata/recipe-in-file.ts';

export type Moved = Readonly<{ id: ImageId; from: string; to: string }>;

/**
 * Pictures whose file has another name now keep their row: found by their content, or, where that was changed as well, by a recipe that
 * only one lost picture has. `files` are the names on the disk; what has a row under its own name stays where it is.
 */
export const followMoved = async (
  { home, db }: Context,
  files: ReadonlySet<string>,
  known: ReadonlyMap<string, IndexedFile>,
): Promise<Moved[]> => {
  const lost = [...known].filter(([file, row]) => !files.has(file) && !row.deleted).map(([file, row]) => ({ file, ...row }));
  if (lost.length === 0) return [];
  const byContent = Map.groupBy(lost, ({ sha256 }) => sha256);
  const recipes = recipeTexts(
    db,
    lost.map(({ id }) => id),
  );
  const byRecipe = Map.groupBy(lost, ({ id }) => recipes.get(id) ?? '');
  const followed = new Set<ImageId>();
  const moved: Moved[] = [];
  for (const to of [...files].filter((file) => !known.has(file)).toSorted()) {
    const bytes = await readFile(join(home.library, to)).catch(() => null);
    if (bytes === null) continue;
    const isFree = ({ id }: { id: ImageId }): boolean => !followed.has(id);
    const same = byContent.get(createHash('sha256').update(bytes).digest('hex'))?.find(isFree);
    const recipe = same === undefined ? recipeFromFile(bytes) : null;
    const alike = recipe === null ? [] : (byRecipe.get(JSON.stringify(recipe)) ?? []).filter(isFree);
    const row = same ?? (alike.length === 1 ? alike[0] : undefined);
    if (row === undefined) continue;
    followed.add(row.id);
    setFile(db, row.id, to);
    moved.push({ id: row.id, from: row.file, to });
  }
  return moved;
};
