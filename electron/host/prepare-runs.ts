import type { Capabilities } from '../contract/records.ts';
import type { Recipe } from '../contract/recipe.ts';
import { checkRecipe } from './check-recipe.ts';
import { runsOf } from './runs.ts';
import type { Settler } from './settle-recipe.ts';

/** The runs of a request as they are stored: with their seeds and drawn words, and everything they name known by its content. Throws a `Failure`. */
export type PrepareRuns = (recipe: Recipe, count: number) => Promise<Recipe[]>;

export const prepareRunsWith =
  ({ settler, capabilities, wildcards }: { settler: Settler; capabilities: () => Promise<Capabilities>; wildcards: string }): PrepareRuns =>
  async (recipe, count) => {
    const [model, known] = [await settler.model(recipe), await capabilities()];
    checkRecipe(recipe, model, known);
    const runs: Recipe[] = [];
    for (const run of await runsOf(recipe, count, wildcards)) runs.push(await settler.settle(run));
    // a prompt of LoRAs alone is none any more
    for (const run of runs) checkRecipe(run, model, known);
    return runs;
  };
