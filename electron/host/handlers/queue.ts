import type { Handlers } from '../../contract/calls.ts';
import type { Capabilities } from '../../contract/records.ts';
import { createBranches } from '../branches.ts';
import { createGrids } from '../grids.ts';
import { prepareRunsWith } from '../prepare-runs.ts';
import { createPresets } from '../presets.ts';
import { readLists } from '../runs.ts';
import type { HostParts } from './parts.ts';

type Parts = Pick<HostParts, 'context' | 'queue' | 'keptRuns' | 'models' | 'settler'> &
  Readonly<{ capabilities: () => Promise<Capabilities> }>;

/** The calls about what is to be made: jobs, the queue of them, grids, presets. */
export const queueHandlers = ({ context, queue, keptRuns, models, settler, capabilities }: Parts) => {
  const { wildcards } = context.home;
  const prepareRuns = prepareRunsWith({ settler, capabilities, wildcards });
  const branches = createBranches(context, { queue, keptRuns, prepareRuns });
  const grids = createGrids(context, { queue, prepareRuns });
  const presets = createPresets(context, models.list);
  return {
    'jobs.start': async ({ recipe, count }) => queue.start(await prepareRuns(recipe, count)),
    'jobs.cancel': async (id) => {
      queue.cancel(id);
      return null;
    },
    'jobs.cancelAll': async () => {
      queue.cancelAll();
      return null;
    },
    'jobs.list': async () => queue.list(),
    'jobs.retry': async (id) => queue.retry(id),
    'jobs.retryFailed': async () => queue.retryFailed(),
    'jobs.move': async ({ id, before }) => {
      queue.move(id, before);
      return null;
    },
    'jobs.kept': (id) => branches.kept(id),
    'jobs.branch': (wanted) => branches.start(wanted),
    'queue.get': async () => queue.state(),
    'queue.pause': async (when) => {
      queue.pause(when);
      return null;
    },
    'queue.resume': async () => {
      queue.resume();
      return null;
    },

    'grids.start': (definition) => grids.start(definition),
    'grids.list': async () => grids.list(),
    'grids.get': async (id) => grids.get(id),
    'grids.retry': async ({ id, cell }) => {
      grids.retry(id, cell);
      return null;
    },
    'grids.cancel': async (id) => {
      grids.cancel(id);
      return null;
    },
    'grids.delete': async (id) => {
      grids.remove(id);
      return null;
    },

    'presets.list': () => presets.list(),
    'presets.save': ({ id, preset }) => presets.save(id, preset),
    'presets.delete': async (id) => {
      await presets.remove(id);
      return null;
    },
    'presets.import': (text) => presets.import(text),
    'prompts.lists': async () => [...(await readLists(wildcards))].map(([name, entries]) => ({ name, entries: entries.length })),
  } satisfies Partial<Handlers>;
};
