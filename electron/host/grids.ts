import { ZodError } from 'zod';
import { cellRecipes, type Grid, type GridDefinition, GridId, type GridSummary } from '../contract/grid.ts';
import { Failure } from '../contract/failure.ts';
import { limits, type Recipe } from '../contract/recipe.ts';
import type { JobId } from '../contract/records.ts';
import { addGrid, gridById, listGrids, removeGrid } from '../store/grids.ts';
import type { Context } from './context.ts';
import { describeIssue } from './describe-issue.ts';
import type { PrepareRuns } from './prepare-runs.ts';
import type { Queue } from './queue.ts';
import { Refusal } from '../../native-models/refusal.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

/** Grids: definitions whose cells are ordinary jobs of the queue. */
export type Grids = Readonly<{
  /** Puts every cell into the queue. Throws a `Failure` that names the axis where a cell cannot be run. */
  start: (definition: GridDefinition) => Promise<GridId>;
  list: () => GridSummary[];
  get: (id: GridId) => Grid;
  /** Tries one cell again, or (null) all that failed or were cancelled. */
  retry: (id: GridId, cell: number | null) => void;
  /** Cancels what of it waits or runs. */
  cancel: (id: GridId) => void;
  remove: (id: GridId) => void;
}>;

const refused = (message: Words): Failure => new Failure({ code: 'bad-input', message, what: 'axes' });

/** What a definition leads to, or the sentence that says why not. */
const recipesOf = (definition: GridDefinition): Recipe[] => {
  const count = definition.axes.reduce((product, { values }) => product * values.length, 1);
  if (count > limits.count) throw refused(sentence('grid.too-many', { count, most: limits.count }));
  try {
    return cellRecipes(definition);
  } catch (error) {
    if (error instanceof Refusal) throw refused(error.words);
    const issue = error instanceof ZodError ? error.issues[0] : undefined;
    if (issue === undefined) throw error;
    throw refused(describeIssue(issue).message);
  }
};

export const createGrids = (
  { db, clock, newId }: Pick<Context, 'db' | 'clock' | 'newId'>,
  { queue, prepareRuns }: { queue: Queue; prepareRuns: PrepareRuns },
): Grids => {
  const get = (id: GridId): Grid => {
    const grid = gridById(db, id);
    if (grid === null) throw new Failure({ code: 'not-found', message: sentence('grid.gone'), what: id });
    return grid;
  };
  return {
    start: async (definition) => {
      const recipes: Recipe[] = [];
      for (const recipe of recipesOf(definition)) recipes.push(...(await prepareRuns(recipe, 1)));
      // cells of one model run together: another one may take a minute to load
      const order = recipes.map((_, cell) => cell).toSorted((a, b) => recipes[a]!.model.id.localeCompare(recipes[b]!.model.id));
      const id = GridId.parse(newId());
      queue.start(
        order.map((cell) => recipes[cell]!),
        (started) => {
          const jobs: JobId[] = [];
          order.forEach((cell, index) => {
            jobs[cell] = started[index]!;
          });
          addGrid(db, { id, definition, jobs, createdAt: clock() });
        },
      );
      return id;
    },
    list: () => listGrids(db),
    get,
    retry: (id, only) => {
      get(id).cells.forEach(({ job, state }, cell) => {
        if ((only !== null && only !== cell) || (state !== 'failed' && state !== 'cancelled')) return;
        queue.retry(job);
      });
    },
    cancel: (id) => {
      // the running one last: its end would start the next of them
      const open = get(id).cells.filter(({ state }) => state === 'waiting' || state === 'running');
      for (const { job } of open.toSorted((a, b) => Number(a.state === 'running') - Number(b.state === 'running'))) queue.cancel(job);
    },
    remove: (id) => removeGrid(db, id),
  };
};
