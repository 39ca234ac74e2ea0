import { type Image, type Job, JobId, type Progress } from '../contract/records.ts';
import type { Context } from './context.ts';
import type { Devices } from './devices/devices.ts';
import type { Engine, RunWatch } from './engine.ts';
import type { KeptRuns } from './kept-runs.ts';
import { keepPicture } from './library/keep-picture.ts';
import type { Models } from './models.ts';
import type { Previews } from './previews.ts';
import { runRecipe } from './run-recipe.ts';
import type { Settler } from './settle-recipe.ts';
import type { SettingsFile } from './settings.ts';
import type { Sources } from './sources.ts';
import { createTimeLeft } from './time-left.ts';
import type { Traces } from './traces.ts';

/** Makes the picture of a job, from where it was kept; resolves when that is on the disk, in the store and announced. */
export type JobRunner = (taken: Readonly<{ job: Job; promptId: number }>, signal: AbortSignal) => Promise<void>;

type Parts = Readonly<{
  engine: Engine;
  devices: Devices;
  models: Models;
  settler: Settler;
  sources: Sources;
  settings: SettingsFile;
  previews: Previews;
  traces: Traces;
  keptRuns: KeptRuns;
}>;

type Stand = Pick<Progress, 'stage' | 'step' | 'steps' | 'tile'>;

const monotonic = (): number => performance.now();

export const createJobRunner = (context: Context, parts: Parts): JobRunner => {
  const { publish, clock } = context;
  const { settings, previews, traces, keptRuns } = parts;

  /** What is said of a run on the way. */
  const watchOf = ({ id }: Job, signal: AbortSignal): RunWatch & { say: (stand: Stand) => void } => {
    const timeLeft = createTimeLeft(monotonic);
    let stand: Stand = { stage: 'loading', step: 0, steps: 0 };
    let left: number | null = null;
    const tell = (): void => publish('job.progress', { job: id, ...stand, left, preview: previews.latest(id) });
    const say = ({ stage, step, steps, tile }: Stand): void => {
      stand = { stage, step, steps, tile };
      left = stage === 'sampling' ? timeLeft(step, steps) : null;
      tell();
    };
    return {
      signal,
      say,
      onProgress: say,
      onPreview: (bytes, type) => {
        previews.put(id, { bytes, type });
        tell();
      },
      onState: (bytes, kept) => keptRuns.put(id, kept, bytes),
    };
  };

  /** The newest state of its own, else the parent's where it is a branch. */
  const stateFor = async ({ id, recipe: { branch } }: Job): Promise<Buffer | null> =>
    (await keptRuns.get(id)) ?? (branch === null ? null : keptRuns.get(JobId.parse(branch.job), branch.step));

  const make = async (job: Job, promptId: number, signal: AbortSignal): Promise<Image> => {
    const { previewEvery, keepEvery } = settings.get();
    const { say, ...watch } = watchOf(job, signal);
    const run = { ask: job.id, recipe: job.recipe, previewEvery, keepEvery, from: await stateFor(job) };
    const finished = await runRecipe({ ...parts, clock }, run, watch);
    say({ stage: 'saving', step: job.recipe.steps, steps: job.recipe.steps });
    const image = await keepPicture(context, finished, { kind: 'queue', generation: job.id, promptId });
    await traces.keep(image.id, finished.trace);
    return image;
  };

  return async ({ job, promptId }, signal) => {
    try {
      publish('image.added', await make(job, promptId, signal));
    } finally {
      previews.forget(job.id);
      await keptRuns.settled();
      await keptRuns.prune(settings.get().keptMegabytes * 1_000_000).catch(() => undefined);
    }
  };
};
