import type { Recipe } from '../contract/recipe.ts';
import { type Job, JobId } from '../contract/records.ts';
import type { AppError } from '../contract/result.ts';
import { Failure } from '../contract/failure.ts';
import { addWaiting, cancelWaiting, endGeneration, failRunning, jobById, listJobs, takeNext } from '../store/generations.ts';
import { logPrompt } from '../store/prompts.ts';
import { transaction } from '../store/sql.ts';
import { cancelled } from './abort.ts';
import type { Context } from './context.ts';
import type { Engine } from './engine.ts';
import { toAppError } from './errors.ts';
import { type FinishedRun, keepPicture } from './library/keep-picture.ts';
import type { Preview, Previews } from './previews.ts';
import type { RunWatch } from './engine.ts';
import { createTimeLeft } from './time-left.ts';
import type { Traces } from './traces.ts';

/** Runs waiting jobs one at a time. The table is the queue: nothing of it is only in memory. */
export type Queue = Readonly<{
  /** Stores one waiting run a recipe, in this order; `also` is stored with them or not at all. */
  start: (recipes: readonly Recipe[], also?: (ids: readonly JobId[]) => void) => JobId[];
  cancel: (id: JobId) => void;
  cancelAll: () => void;
  stopHard: () => void;
  list: () => Job[];
  retry: (id: JobId) => JobId;
  preview: (job: string, n: number) => Preview | null;
  /** Resolves when nothing runs and nothing waits. */
  idle: () => Promise<void>;
  /** Lets nothing more start, and gives up what runs. */
  close: () => Promise<void>;
}>;

const endedShown = 50;

const cutOff: AppError = {
  code: 'engine-died',
  message: 'Tincture was closed, or ended, in the middle of this run. Try it again.',
  what: null,
};

/** After one of these the next job would fail in the same way: the rest waits until a person does something. */
const stopsTheQueue = (error: AppError): boolean => error.code === 'disk-full' || error.code === 'read-only';

export const createQueue = (
  context: Context,
  {
    engine,
    run,
    previews,
    traces,
    ready,
  }: {
    engine: Engine;
    run: (job: Job, watch: RunWatch) => Promise<FinishedRun>;
    previews: Previews;
    traces: Traces;
    /** Jobs start after this: the library has been put in order. */
    ready: Promise<void>;
  },
): Queue => {
  const { db, publish, clock, newId } = context;
  let current: { id: JobId; controller: AbortController } | null = null;
  let pumping: Promise<void> | null = null;
  let closed = false;

  failRunning(db, cutOff, clock());

  const tell = (id: JobId): void => {
    const job = jobById(db, id);
    if (job !== null) publish('job.changed', job);
  };

  const watchOf = (id: JobId, signal: AbortSignal): RunWatch => {
    const timeLeft = createTimeLeft(clock);
    const last = { stage: 'loading' as const, step: 0, steps: 0 };
    let progress: Omit<Parameters<RunWatch['onProgress']>[0], 'kind' | 'ask'> = last;
    const say = (left: number | null): void =>
      publish('job.progress', {
        job: id,
        stage: progress.stage,
        step: progress.step,
        steps: progress.steps,
        left,
        preview: previews.latest(id),
      });
    let left: number | null = null;
    return {
      signal,
      onProgress: ({ stage, step, steps }) => {
        progress = { stage, step, steps };
        left = stage === 'sampling' ? timeLeft(step, steps) : null;
        say(left);
      },
      onPreview: (bytes, type) => {
        previews.put(id, { bytes, type });
        say(left);
      },
    };
  };

  const fail = (id: JobId, error: AppError): void => {
    const state = error.code === 'cancelled' ? 'cancelled' : 'failed';
    try {
      endGeneration(db, id, { state, error: state === 'cancelled' ? null : error, endedAt: clock() });
      tell(id);
    } catch (storeError) {
      // the disk may be too full for the record as well: the next start finds the row still running and closes it
      publish('studio.notice', { level: 'error', message: toAppError(storeError).message });
    }
    if (stopsTheQueue(error)) publish('studio.notice', { level: 'error', message: `The queue waits. ${error.message}` });
  };

  const runOne = async ({ job, promptId }: { job: Job; promptId: number }): Promise<AppError | null> => {
    const controller = new AbortController();
    current = { id: job.id, controller };
    tell(job.id);
    try {
      const finished = await run(job, watchOf(job.id, controller.signal));
      publish('job.progress', {
        job: job.id,
        stage: 'saving',
        step: job.recipe.steps,
        steps: job.recipe.steps,
        left: null,
        preview: previews.latest(job.id),
      });
      const image = await keepPicture(context, finished, { kind: 'queue', generation: job.id, promptId });
      await traces.keep(image.id, finished.trace);
      publish('image.added', image);
      tell(job.id);
      return null;
    } catch (error) {
      const known = closed ? cutOff : toAppError(error);
      fail(job.id, known);
      return known;
    } finally {
      previews.forget(job.id);
      current = null;
    }
  };

  const pump = async (): Promise<void> => {
    await ready;
    while (!closed) {
      const next = takeNext(db, clock());
      if (next === null) return;
      const error = await runOne(next);
      if (error !== null && stopsTheQueue(error)) return;
    }
  };

  const wake = (): void => {
    pumping ??= pump()
      .catch((error: unknown) => publish('studio.notice', { level: 'error', message: toAppError(error).message }))
      .finally(() => {
        pumping = null;
      });
  };

  const start: Queue['start'] = (recipes, also) => {
    const ids = recipes.map(() => JobId.parse(newId()));
    transaction(db, () => {
      // ten runs of one prompt are one line of the log; a template's ten prompts are ten
      const logged = new Map<string, number>();
      recipes.forEach((recipe, index) => {
        const words = JSON.stringify([recipe.prompt, recipe.negativePrompt]);
        const promptId = logged.get(words) ?? logPrompt(db, recipe, clock());
        logged.set(words, promptId);
        addWaiting(db, { id: ids[index]!, recipe: { ...recipe, made: null }, promptId, createdAt: clock() });
      });
      also?.(ids);
    });
    for (const id of ids) tell(id);
    wake();
    return ids;
  };

  const cancel = (id: JobId): void => {
    if (current?.id === id) {
      current.controller.abort(cancelled());
      return;
    }
    if (endGeneration(db, id, { state: 'cancelled', error: null, endedAt: clock() })) tell(id);
  };

  wake();

  return {
    start,
    cancel,
    cancelAll: () => {
      const ids = cancelWaiting(db, clock());
      current?.controller.abort(cancelled());
      for (const id of ids) tell(id);
    },
    stopHard: () => engine.kill('you stopped the engine'),
    list: () => listJobs(db, endedShown),
    retry: (id) => {
      const job = jobById(db, id);
      if (job === null || (job.state !== 'failed' && job.state !== 'cancelled')) {
        throw new Failure({ code: 'not-found', message: 'This run cannot be tried again: it has not failed.', what: null });
      }
      const [again] = start([job.recipe]);
      if (again === undefined) throw new Error('nothing was started');
      return again;
    },
    preview: previews.get,
    idle: async () => {
      while (pumping !== null) await pumping;
    },
    close: async () => {
      closed = true;
      if (current !== null) {
        current.controller.abort(new Failure(cutOff));
        engine.kill('Tincture was closed');
      }
      await pumping;
    },
  };
};
