import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { expandPrompt, isTemplate, type Lists } from '../../native-models/prompts/expand.ts';
import { listEntries } from '../../native-models/prompts/list-file.ts';
import { Refusal } from '../../native-models/refusal.ts';
import { Failure } from '../contract/failure.ts';
import { Recipe } from '../contract/recipe.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/**
 * The runs of one request: run i has seed + i and, where the prompt is a template (`{red|blue}`, `__animals__`), the words that this seed draws,
 * so that a stored recipe holds what was really asked. Lists are the text files in `wildcards`.
 * Throws a `Failure` on a template that makes no sense.
 */
export const runsOf = async (recipe: Recipe, count: number, wildcards: string): Promise<Recipe[]> =>
  (await draw(recipe, count, wildcards)).map(checked);

const Request = z.object({ recipe: Recipe });

/** A run is stored, and what is stored must be read again: the seed of the last run and the words of a template may be too much. */
const checked = (run: Recipe): Recipe => {
  const { recipe } = Request.parse({ recipe: run });
  if (recipe.prompt.trim() !== '') return recipe;
  throw new Failure({
    code: 'bad-input',
    message: sentence('prompt.empty-draw', { seed: run.seed }),
    what: 'recipe.prompt',
  });
};

const draw = async (recipe: Recipe, count: number, wildcards: string): Promise<Recipe[]> => {
  const runs = Array.from({ length: count }, (_, index): Recipe => ({ ...recipe, seed: recipe.seed + index }));
  const templates = { prompt: template('prompt', recipe.prompt), negativePrompt: template('negativePrompt', recipe.negativePrompt) };
  if (!templates.prompt && !templates.negativePrompt) return runs;
  const lists = await readLists(wildcards);
  const drawn = (field: 'prompt' | 'negativePrompt', seed: number): string =>
    templates[field] ? sensible(field, () => expandPrompt(recipe[field], seed, lists)) : recipe[field];
  return runs.map((run) => ({ ...run, prompt: drawn('prompt', run.seed), negativePrompt: drawn('negativePrompt', run.seed) }));
};

const template = (field: string, text: string): boolean => sensible(field, () => isTemplate(text));

/** What makes no sense in a template is the user's to mend, at its field. */
const sensible = <T>(field: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Failure({ code: 'bad-input', message: error.words, what: `recipe.${field}` }, { cause: error });
  }
};

/** The lists of the text files in this folder, by name. */
export const readLists = async (folder: string): Promise<Lists> => {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.txt')).toSorted();
  return new Map(
    await Promise.all(
      files.map(async (file) => {
        const name = file.slice(0, -'.txt'.length).replaceAll('\\', '/');
        return [name, listEntries(await readFile(join(folder, file), 'utf8'))] as const;
      }),
    ),
  );
};
