import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import type { JobId } from '../contract/records.ts';
import { type Studio, newFolder, openStudio, removeFolder, standInEngine } from './testing/studio.ts';
import { saying } from '../../native-models/words/saying.ts';

const kills = 100;
/** Milliseconds, about as long as a job takes: the moments fall into every part of its life, its engine's start among them. */
const latest = 60;

let studio: Studio;
let pidFile: string;
beforeEach(async () => {
  const folder = newFolder();
  pidFile = join(folder, 'pid');
  vi.stubEnv('STAND_IN_PID_FILE', pidFile);
  studio = await openStudio(folder, { engine: { node: process.execPath, main: standInEngine, provider: 'cpu', pause: () => 0 } });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await studio.close();
  removeFolder(studio.folder);
});

/** Numbers in [0, 1) that are the same in every run of this test (mulberry32). */
const randoms = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Ends the engine that lives, or the next one as soon as it does. */
const kill = async (): Promise<void> => {
  for (;;) {
    // an empty file is about to be written; the number 0 would be everybody
    const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
    try {
      if (pid > 1 && process.kill(pid, 'SIGKILL')) return;
    } catch {
      // it has ended already: the next one is meant
    }
    await sleep(1);
  }
};

it('an engine that is killed at 100 random moments of 100 jobs leaves a picture or a reason for each, once', {
  timeout: 240_000,
}, async () => {
  const random = randoms(7);
  const ids = await studio.call('jobs.start', { recipe: aRecipe({ prompt: 'a fish', steps: 20 }), count: 100 });
  // most jobs are hit once, every eighth twice, until there have been enough
  const planned = new Map<JobId, number>(ids.map((id, index) => [id, index % 8 === 0 ? 2 : 1]));
  let killed = 0;
  let seen = 0;
  const pending: Promise<void>[] = [];
  let finished = false;
  const watch = async (): Promise<void> => {
    while (!finished) {
      for (; seen < studio.told.length; seen++) {
        const { name, payload } = studio.told[seen]!;
        if (name !== 'job.changed' || payload.state !== 'running') continue;
        const left = planned.get(payload.id) ?? 0;
        if (left === 0 || killed === kills) continue;
        planned.set(payload.id, left - 1);
        killed++;
        pending.push(sleep(random() * latest).then(kill));
      }
      await sleep(1);
    }
  };
  const watching = watch();
  await studio.host.idle();
  finished = true;
  await watching;
  await Promise.all(pending);

  const images = await studio.call('images.byIds', await studio.ids());
  const made = images.map(({ generation }) => generation);
  expect(new Set(made).size).toBe(made.length);
  const ended = studio.told.flatMap(({ name, payload }) => (name === 'job.changed' && payload.endedAt !== null ? [payload] : []));
  expect(ended.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  for (const { id, state, error } of ended) {
    expect([id, state]).toEqual([id, made.includes(id) ? 'done' : 'failed']);
    if (state === 'failed') expect(error).toMatchObject({ code: 'engine-died', message: saying('SIGKILL') });
  }
  expect(killed).toBe(kills);
  expect(made.length).toBeGreaterThan(0);
  expect(made.length).toBeLessThan(ids.length);
  console.info(`${killed} kills: ${made.length} pictures, ${ids.length - made.length} reasons`);
});
