/** `npm run bench:stop`: milliseconds from a stop to its effect, on the starter model and on an engine that hangs in a network call. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Recipe } from '../contract/recipe.ts';
import type { JobId } from '../contract/records.ts';
import { aRecipe } from '../contract/examples.ts';
import type { EventName, EventPayload, Publish } from '../contract/events.ts';
import { resolveHome } from '../host/home.ts';
import { createHost } from '../host/host.ts';
import { standInEngine } from '../host/testing/studio.ts';

const repeats = 7;
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tincture-bench-'));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const say = (name: string, values: readonly number[]): void =>
  console.log(`${name.padEnd(54)} ${median(values).toFixed(0).padStart(6)} ms  (${values.map((value) => value.toFixed(0)).join(', ')})`);

type Heard = { [K in EventName]: { name: K; payload: EventPayload<K> } }[EventName];

/** A studio with this engine, and a way to wait for what it says. */
const open = async (name: string, engine: string) => {
  const listeners = new Set<(heard: Heard) => void>();
  const publish: Publish = (event, payload) => {
    for (const listener of listeners) listener({ name: event, payload } as Heard);
  };
  const host = await createHost({
    home: resolveHome({ TINCTURE_HOME: join(folder, name) }),
    engine: { node: process.execPath, main: engine, provider: 'cpu' },
    appFolder: path('../..'),
    builtInModels: path('../../assets/models'),
    publish,
    trash: null,
    reveal: null,
  });
  const until = (fits: (heard: Heard) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const listener = (heard: Heard): void => {
        if (!fits(heard)) return;
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
    });
  const start = async (changes: Partial<Recipe>): Promise<JobId> => {
    const [model] = await host.handlers['models.list'](null);
    if (model === undefined) throw new Error('there is no built-in model');
    const { width, height, sampler, schedule } = model.defaults;
    const recipe = aRecipe({ model: { id: model.id, name: model.name, hash: null }, width, height, sampler, schedule, ...changes });
    const [id] = await host.handlers['jobs.start']({ recipe, count: 1 });
    return id!;
  };
  const step = (id: JobId, least: number) =>
    until(
      ({ name: event, payload }) => event === 'job.progress' && payload.job === id && payload.stage === 'sampling' && payload.step >= least,
    );
  const ended = (id: JobId) =>
    until(({ name: event, payload }) => event === 'job.changed' && payload.id === id && payload.state !== 'running');
  /** Lets a job run for some steps, stops it, and answers the milliseconds until it has ended. */
  const timed = async (changes: Partial<Recipe>, least: number, stop: (id: JobId) => Promise<unknown>): Promise<number> => {
    const id = await start(changes);
    await step(id, least);
    const end = ended(id);
    const begun = performance.now();
    await stop(id);
    await end;
    return performance.now() - begun;
  };
  return { host, timed };
};

const series = async (measure: () => Promise<number>, times = repeats): Promise<number[]> => {
  const values: number[] = [];
  for (let i = 0; i < times; i++) values.push(await measure());
  return values;
};

console.log(`${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores, ${process.platform}, Node ${process.version}`);
const starter = await open('starter', path('../engine/main.ts'));
const { handlers } = starter.host;
say('stop now, starter model', await series(() => starter.timed({ steps: 200 }, 3, (id) => handlers['jobs.cancel'](id))));
say(
  'pause now, with its state on the disk',
  await series(async () => {
    const spent = await starter.timed({ steps: 200 }, 3, () => handlers['queue.pause']('now'));
    await handlers['jobs.cancelAll'](null);
    await handlers['queue.resume'](null);
    return spent;
  }),
);
say(
  'finish this picture (20 steps), then pause',
  await series(async () => {
    const spent = await starter.timed({ steps: 20 }, 3, () => handlers['queue.pause']('picture'));
    await handlers['queue.resume'](null);
    return spent;
  }),
);
for (const keepEvery of [0, 5, 1]) {
  await handlers['settings.set']({ keepEvery });
  say(
    `20 steps, kept ${keepEvery === 0 ? 'never' : `every ${keepEvery}`}`,
    await series(() => starter.timed({ steps: 20 }, 1, async () => null)),
  );
}
await starter.host.close();
const hanging = await open('hanging', standInEngine);
say(
  'stop now, where a network call hangs',
  await series(() => hanging.timed({ prompt: 'hang', width: 64, height: 64 }, 2, (id) => hanging.host.handlers['jobs.cancel'](id)), 3),
);
await hanging.host.close();
rmSync(folder, { recursive: true, force: true });
