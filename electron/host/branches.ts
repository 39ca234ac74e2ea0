import type { CallInput, CallOutput } from '../contract/calls.ts';
import { Failure } from '../contract/failure.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { Job, JobId } from '../contract/records.ts';
import { jobById } from '../store/generations.ts';
import type { Context } from './context.ts';
import type { KeptRuns } from './kept-runs.ts';
import type { PrepareRuns } from './prepare-runs.ts';
import type { Queue } from './queue.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/** Runs that leave another one after some of its steps. */
export type Branches = Readonly<{
  kept: (id: JobId) => Promise<CallOutput<'jobs.kept'>>;
  start: (wanted: CallInput<'jobs.branch'>) => Promise<JobId>;
}>;

type Said = Pick<Recipe, 'prompt' | 'negativePrompt' | 'guidance'>;

/** The recipe of a branch: what its parent said holds until the step, what is said now afterwards. */
export const branchOf = ({ id, recipe }: Pick<Job, 'id' | 'recipe'>, step: number, said: Said): Recipe => {
  const { prompt, negativePrompt, guidance } = recipe;
  const before = (recipe.branch?.earlier ?? []).filter(({ until }) => until < step);
  // where the parent is left before it became itself, it is its own parent that is left
  const there = recipe.branch?.earlier.find(({ until }) => until >= step) ?? { prompt, negativePrompt, guidance };
  return { ...recipe, ...said, branch: { job: id, step, earlier: [...before, { ...there, until: step }] }, made: null };
};

export const createBranches = (
  { db }: Pick<Context, 'db'>,
  { queue, keptRuns, prepareRuns }: Readonly<{ queue: Queue; keptRuns: KeptRuns; prepareRuns: PrepareRuns }>,
): Branches => {
  const find = (id: JobId): Job => {
    const job = jobById(db, id);
    if (job === null) throw new Failure({ code: 'not-found', message: sentence('run.unknown'), what: id });
    return job;
  };
  return {
    kept: async (id) => ({ steps: find(id).kept?.steps ?? null, kept: await keptRuns.steps(id) }),
    start: async ({ job, step, ...said }) => {
      const recipe = branchOf(find(job), step, said);
      const weak = new Set([recipe, ...recipe.branch!.earlier].flatMap(({ guidance }) => guidance.weak?.id ?? []));
      if (weak.size > 1) {
        throw new Failure({
          code: 'bad-input',
          message: sentence('branch.weak-model'),
          what: 'guidance.weak',
        });
      }
      const [id] = queue.start(await prepareRuns(recipe, 1));
      return id!;
    },
  };
};
