import type { Recipe } from '../contract/recipe.ts';
import { type Job, JobId, type QueueState } from '../contract/records.ts';
import type { AppError } from '../contract/result.ts';
import { Failure } from '../contract/failure.ts';
import {
  addWaiting,
  cancelWaiting,
  endGeneration,
  isPaused,
  jobById,
  listJobs,
  moveWaiting,
  putBack,
  putBackAfterDeath,
  queueAgain,
  recoverRunning,
  setPaused,
  takeNext,
  waitingIds,
} from '../store/generations.ts';
import { logPrompt } from '../store/prompts.ts';
import { transaction } from '../store/sql.ts';
import { PutAside, cancelled } from './abort.ts';
import { afterAwake } from './awake-timer.ts';
import type { Context } from './context.ts';
import type { Engine } from './engine.ts';
import { toAppError } from './errors.ts';
import type { JobRunner } from './job-run.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/** Runs waiting jobs one at a time. The table is the queue: nothing of it is only in memory. */
export type Queue = Readonly<{
  /** Stores one waiting run a recipe, in this order; `also` is stored with them or not at all. */
  start: (recipes: readonly Recipe[], also?: (ids: readonly JobId[]) => void) => JobId[];
  /** Ends a waiting job, or stops the running one now. */
  cancel: (id: JobId) => void;
  cancelAll: () => void;
  list: () => Job[];
  /** The same job at the end of the queue again. Throws where it has not failed. */
  retry: (id: JobId) => JobId;
  retryFailed: () => JobId[];
  /** Puts a waiting job before another, or (null) at the end. */
  move: (id: JobId, before: JobId | null) => void;
  state: () => QueueState;
  pause: (when: 'now' | 'picture') => void;
  resume: () => void;
  /** Resolves when nothing runs, and nothing waits that may run. */
  idle: () => Promise<void>;
  /** Lets nothing more start, and puts back what runs: it goes on at the next start. */
  close: () => Promise<void>;
}>;

const endedShown = 50;
/** A network call that takes longer than this after a stop is ended with its process. */
const longestCall = 2_000;

const cutOff: AppError = {
  code: 'engine-died',
  message: sentence('run.died-twice'),
  what: null,
};

/** After one of these the next job would fail in the same way: the rest waits until a person does something. */
const stopsTheQueue = (error: AppError): boolean => error.code === 'disk-full' || error.code === 'read-only';

/** The run in the making, why it was stopped last, and how to call off its forced end. */
type Running = { readonly id: JobId; readonly controller: AbortController; reason: Failure | null; callOff: () => void };

type Parts = Readonly<{
  engine: Engine;
  run: JobRunner;
  /** Jobs start after this: the library has been put in order. */
  ready: Promise<void>;
}>;

export const createQueue = ({ db, publish, clock, newId }: Context, { engine, run, ready }: Parts): Queue => {
  let current: Running | null = null;
  let pumping: Promise<void> | null = null;
  let closed = false;

  recoverRunning(db, cutOff, clock());

  const state = (): QueueState => ({
    state: !isPaused(db) ? 'going' : current === null ? 'paused' : 'pausing',
    waiting: waitingIds(db),
  });
  const tell = (id: JobId): void => {
    const job = jobById(db, id);
    if (job !== null) publish('job.changed', job);
  };
  const tellQueue = (): void => publish('queue.changed', state());

  /** Stops the run in the making before its next network call; where that takes longer than `most`, with the process. */
  const interrupt = (reason: Failure, most: number): void => {
    const running = current;
    if (running === null) return;
    running.callOff();
    // a pause that still waits for its call may become a stop; a stop stays one
    if (running.reason === null || running.reason instanceof PutAside) running.reason = reason;
    running.controller.abort(reason);
    if (most < Infinity) running.callOff = afterAwake(most, () => engine.kill(sentence('death.stopped-long')));
  };

  /** Writes down how a run ended that made no picture; answers the reason where it ended for good, null where it waits again. */
  const settle = (id: JobId, thrown: unknown): AppError | null => {
    const error = toAppError(thrown);
    if (thrown instanceof PutAside) {
      putBack(db, id);
      return null;
    }
    if (error.code === 'engine-died' && putBackAfterDeath(db, id)) {
      publish('studio.notice', { level: 'warning', message: [error.message, sentence('queue.goes-on')] });
      return null;
    }
    const ended = error.code === 'cancelled' ? 'cancelled' : 'failed';
    endGeneration(db, id, { state: ended, error: ended === 'cancelled' ? null : error, endedAt: clock() });
    if (stopsTheQueue(error)) publish('studio.notice', { level: 'error', message: [sentence('queue.waits'), error.message] });
    return error;
  };

  const runOne = async (taken: Readonly<{ job: Job; promptId: number }>): Promise<AppError | null> => {
    const { id } = taken.job;
    const running: Running = { id, controller: new AbortController(), reason: null, callOff: () => undefined };
    const { signal } = running.controller;
    current = running;
    tell(id);
    try {
      await run(taken, signal);
      return null;
    } catch (error) {
      // whatever a stop leads to (an engine that was ended, too), it is the stop that the job ended by
      return settle(id, running.reason ?? error);
    } finally {
      running.callOff();
      current = null;
      tell(id);
    }
  };

  const pump = async (): Promise<void> => {
    await ready;
    while (!closed && !isPaused(db)) {
      const next = takeNext(db, clock());
      if (next === null) return;
      const ended = await runOne(next);
      if (ended !== null && stopsTheQueue(ended)) return;
    }
    if (!closed) tellQueue();
  };

  const wake = (): void => {
    pumping ??= pump()
      // the disk may be too full for a record as well: the next start finds the row still running
      .catch((error: unknown) => publish('studio.notice', { level: 'error', message: toAppError(error).message }))
      .finally(() => {
        pumping = null;
      });
  };

  const again = (ids: readonly JobId[]): JobId[] => {
    const queued = ids.filter((id) => queueAgain(db, id));
    for (const id of queued) tell(id);
    tellQueue();
    wake();
    return queued;
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

  wake();

  return {
    start,
    cancel: (id) => {
      if (current?.id === id) interrupt(cancelled(), longestCall);
      else if (endGeneration(db, id, { state: 'cancelled', error: null, endedAt: clock() })) tell(id);
    },
    cancelAll: () => {
      const ids = cancelWaiting(db, clock());
      interrupt(cancelled(), longestCall);
      for (const id of ids) tell(id);
    },
    list: () => listJobs(db, endedShown),
    retry: (id) => {
      const [queued] = again([id]);
      if (queued === undefined) {
        throw new Failure({ code: 'not-found', message: sentence('run.not-failed'), what: null });
      }
      return queued;
    },
    retryFailed: () =>
      again(
        listJobs(db, endedShown)
          .flatMap(({ id, state: ended }) => (ended === 'failed' ? [id] : []))
          .toReversed(),
      ),
    move: (id, before) => {
      moveWaiting(db, id, before);
      tellQueue();
    },
    state,
    pause: (when) => {
      setPaused(db, 'paused');
      // it waits for the call at hand, whatever that takes: what is put aside is to lose nothing
      if (when === 'now') interrupt(new PutAside(), Infinity);
      tellQueue();
    },
    resume: () => {
      setPaused(db, 'going');
      tellQueue();
      wake();
    },
    idle: async () => {
      while (pumping !== null) await pumping;
    },
    close: async () => {
      closed = true;
      interrupt(new PutAside(), longestCall);
      await pumping;
    },
  };
};
