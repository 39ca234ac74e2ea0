import { z } from 'zod';
import type { Recipe } from '../contract/recipe.ts';
import { PromptEntry } from '../contract/records.ts';
import type { Store } from './open.ts';
import { recipeColumn } from './rows.ts';
import { type Query, all, first, run, sql } from './sql.ts';

const Row = z
  .object({
    id: z.int(),
    prompt: z.string(),
    negative_prompt: z.string(),
    used_at: z.int(),
    uses: z.int(),
    images: z.int(),
    recipe: recipeColumn,
  })
  .transform(
    (row): PromptEntry => ({
      id: row.id,
      prompt: row.prompt,
      negativePrompt: row.negative_prompt,
      usedAt: row.used_at,
      uses: row.uses,
      images: row.images,
      recipe: row.recipe,
    }),
  );

/** Writes one use of a prompt into the log; answers the id of its entry. */
export const logPrompt = (db: Store, recipe: Recipe, usedAt: number): number => {
  run(
    db,
    sql`INSERT INTO prompts (prompt, negative_prompt, used_at, uses, recipe)
        VALUES (${recipe.prompt}, ${recipe.negativePrompt}, ${usedAt}, 1, ${JSON.stringify(recipe)})
        ON CONFLICT (prompt, negative_prompt)
        DO UPDATE SET uses = CASE imported WHEN 1 THEN 1 ELSE uses + 1 END,
                      used_at = CASE imported WHEN 1 THEN excluded.used_at ELSE max(used_at, excluded.used_at) END,
                      recipe = CASE WHEN imported = 1 OR excluded.used_at >= used_at THEN excluded.recipe ELSE recipe END,
                      imported = 0`,
  );
  return promptId(db, recipe);
};

const promptId = (db: Store, { prompt, negativePrompt }: Pick<Recipe, 'prompt' | 'negativePrompt'>): number =>
  z.object({ id: z.int() }).parse(first(db, sql`SELECT id FROM prompts WHERE prompt = ${prompt} AND negative_prompt = ${negativePrompt}`))
    .id;

/** Makes the prompt of a picture from elsewhere findable, and leaves the log as it is; answers its id. */
export const addForeignPrompt = (db: Store, recipe: Recipe, time: number): number => {
  run(
    db,
    sql`INSERT INTO prompts (prompt, negative_prompt, used_at, uses, recipe, imported)
        VALUES (${recipe.prompt}, ${recipe.negativePrompt}, ${time}, 1, ${JSON.stringify(recipe)}, 1)
        ON CONFLICT (prompt, negative_prompt) DO NOTHING`,
  );
  return promptId(db, recipe);
};

/** What a person typed, as a full-text query: every word must be there, the last letters may be missing. Null where no word is left. */
export const toMatch = (search: string): string | null => {
  const words = search.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0 ? null : words.map((word) => `"${word}"*`).join(' AND ');
};

/** Words that must stand in a row, as a full-text query. Null where no word is left. */
export const phraseMatch = (text: string): string | null => {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0 ? null : `"${words.join(' ')}"`;
};

/** The query of `listPrompts`: apart, so that its plan can be tested. */
export const promptsQuery = (search: string, limit: number): Query => {
  const match = toMatch(search);
  if (match === null && search.trim() !== '') return sql`SELECT *, 0 AS images FROM prompts WHERE 0`;
  return match === null
    ? sql`SELECT p.*, (SELECT count(*) FROM images AS i WHERE i.prompt_id = p.id AND i.deleted_at IS NULL) AS images
          FROM prompts AS p WHERE p.imported = 0 ORDER BY p.used_at DESC, p.id DESC LIMIT ${limit}`
    : sql`SELECT p.*, (SELECT count(*) FROM images AS i WHERE i.prompt_id = p.id AND i.deleted_at IS NULL) AS images
          FROM prompts_text AS t JOIN prompts AS p ON p.id = t.rowid
          WHERE t.prompts_text MATCH ${`{prompt} : (${match})`} AND p.imported = 0 ORDER BY p.used_at DESC, p.id DESC LIMIT ${limit}`;
};

/** The prompt log, newest use first. */
export const listPrompts = (db: Store, { search, limit }: { search: string; limit: number }): PromptEntry[] =>
  z.array(Row).parse(all(db, promptsQuery(search, limit)));
