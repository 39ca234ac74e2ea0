import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import type { JobId } from '../contract/records.ts';
import { type Studio, openStudio, removeFolder } from './testing/studio.ts';
import { saying } from '../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const open: Studio[] = [];
const studio = async (...args: Parameters<typeof openStudio>): Promise<Studio> => {
  const opened = await openStudio(...args);
  open.push(opened);
  return opened;
};
afterEach(async () => {
  for (const one of open.splice(0)) {
    await one.close();
    removeFolder(one.folder);
  }
});

const start = (one: Studio, prompt: string, count = 1): Promise<JobId[]> => one.call('jobs.start', { recipe: aRecipe({ prompt }), count });
const ended = (one: Studio, id: JobId | undefined) => one.until('job.changed', (job) => job.id === id && job.endedAt !== null);

describe('the queue', () => {
  it('makes pictures one after the other, with rising seeds, and announces each when it is there', async () => {
    const one = await studio();
    const ids = await start(one, 'a red balloon on a beach', 3);
    await one.host.idle();
    const images = await one.call('images.byIds', await one.ids());
    expect(images.map((image) => image.recipe.seed)).toEqual([9, 8, 7]);
    expect(images.map((image) => image.generation)).toEqual(ids.toReversed());
    for (const image of images) expect(existsSync(join(one.home.library, image.file))).toBe(true);
    expect(one.told.filter((told) => told.name === 'image.added')).toHaveLength(3);
    expect(images[0]?.recipe.made).toEqual({ engine: 'stand-in 1', provider: 'cpu', fellBack: [] });
    expect(images[0]?.recipe.model.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('goes on after the engine died in the middle of a run, and says why that one failed', async () => {
    const one = await studio();
    const [crash] = await start(one, 'crash');
    const [next] = await start(one, 'a fish');
    const failed = await ended(one, crash);
    expect(failed.state).toBe('failed');
    expect(failed.error?.code).toBe('engine-died');
    expect(failed.error?.message).toEqual(saying('code 7'));
    expect(failed.error?.message).toEqual(saying('the graphics driver fell over'));
    expect((await ended(one, next)).state).toBe('done');
  });

  it('stops a run now, with the engine where that hangs in a call, and goes on with the next', async () => {
    const one = await studio();
    const [hang] = await start(one, 'hang');
    const [next] = await start(one, 'a fish');
    await one.until('job.progress', (progress) => progress.job === hang && progress.step === 2);
    await one.call('jobs.cancel', hang!);
    expect(await ended(one, hang)).toMatchObject({ state: 'cancelled', error: null });
    expect((await ended(one, next)).state).toBe('done');
  });

  it('finishes this picture and pauses, over a restart, until it is resumed', async () => {
    const first = await openStudio();
    const [running, waiting] = await start(first, 'slow', 2);
    await first.until('job.progress', (progress) => progress.job === running && progress.step >= 1);
    await first.call('queue.pause', 'picture');
    expect((await first.call('queue.get', null)).state).toBe('pausing');
    expect((await ended(first, running)).state).toBe('done');
    await first.host.idle();
    expect(await first.call('queue.get', null)).toEqual({ state: 'paused', waiting: [waiting] });
    await first.close();
    const second = await studio(first.folder);
    await second.host.idle();
    expect(await second.call('queue.get', null)).toEqual({ state: 'paused', waiting: [waiting] });
    await second.call('queue.resume', null);
    expect((await ended(second, waiting)).state).toBe('done');
  });

  it('pauses in the middle of a run and goes on from the very step', async () => {
    const one = await studio();
    const [id] = await one.call('jobs.start', { recipe: aRecipe({ prompt: 'slow', steps: 20 }), count: 1 });
    await one.until('job.progress', (progress) => progress.job === id && progress.step >= 7);
    await one.call('queue.pause', 'now');
    await one.host.idle();
    const [job] = await one.call('jobs.list', null);
    expect(job).toMatchObject({ state: 'waiting', startedAt: null, kept: { steps: 20 } });
    expect(job!.kept!.step).toBeGreaterThanOrEqual(7);
    await one.call('queue.resume', null);
    await ended(one, id);
    const [image] = await one.call('images.byIds', await one.ids());
    expect(image!.calls).toBe(20 - job!.kept!.step);
  });

  it('runs the waiting ones in the order that a person gives them', async () => {
    const one = await studio();
    const [slow, a, b, c] = [...(await start(one, 'slow')), ...(await start(one, 'a fish', 3))];
    await one.call('jobs.move', { id: c!, before: a! });
    await one.call('jobs.move', { id: a!, before: null });
    expect((await one.call('queue.get', null)).waiting.slice(-3)).toEqual([c, b, a]);
    await one.host.idle();
    const done = one.told.flatMap(({ name, payload }) => (name === 'image.added' ? [payload.generation] : []));
    expect(done).toEqual([slow, c, b, a]);
  });

  it('of fifty runs with a bad third one makes forty-nine pictures and says what to do about that', async () => {
    const one = await studio();
    const [first] = await start(one, 'a fish', 2);
    const [bad] = await start(one, 'refuse');
    await start(one, 'a fish', 47);
    await one.host.idle();
    expect(await one.ids()).toHaveLength(49);
    const jobs = await one.call('jobs.list', null);
    expect(jobs.filter(({ state }) => state === 'failed').map(({ id, error }) => [id, error?.code])).toEqual([[bad, 'out-of-memory']]);
    expect(await one.call('jobs.retryFailed', null)).toEqual([bad]);
    await one.host.idle();
    await expect(one.call('jobs.retry', first!)).rejects.toMatchObject({ error: { code: 'not-found' } });
  });

  it('goes on after the engine was killed from outside', async () => {
    const one = await studio();
    const [killed] = await start(one, 'kill -9');
    const [next] = await start(one, 'a fish');
    const failed = await ended(one, killed);
    expect(failed.error?.code).toBe('engine-died');
    expect(failed.error?.message).toEqual(saying('SIGKILL'));
    expect((await ended(one, next)).state).toBe('done');
  });

  it('says what to do when the engine ran out of memory, tries that run no second time, and goes on', async () => {
    const one = await studio();
    const [exhausted] = await start(one, 'exhaust');
    const [next] = await start(one, 'a fish');
    const failed = await ended(one, exhausted);
    expect(failed.error?.code).toBe('out-of-memory');
    expect(failed.error?.message).toEqual(saying(/smaller size or model/));
    expect(
      one.told.filter(({ name, payload }) => name === 'job.changed' && payload.id === exhausted && payload.state === 'running'),
    ).toHaveLength(1);
    expect((await ended(one, next)).state).toBe('done');
  });

  it('ends an engine whose pipe carries nonsense, and is not disturbed by prints', async () => {
    const one = await studio();
    const [nonsense] = await start(one, 'nonsense');
    const [babble] = await start(one, 'babble');
    expect((await ended(one, nonsense)).error?.message).toEqual(saying('makes no sense'));
    expect((await ended(one, babble)).state).toBe('done');
  });

  it('passes on what the engine refuses', async () => {
    const one = await studio();
    const [refused] = await start(one, 'refuse');
    expect((await ended(one, refused)).error).toEqual({ code: 'out-of-memory', message: 'There was not enough memory.', what: null });
  });

  it('cancels a running job between two steps, and a waiting one at once', async () => {
    const one = await studio();
    const [running, waiting] = await start(one, 'slow', 2);
    await one.until('job.progress', (progress) => progress.job === running && progress.step >= 1);
    await one.call('jobs.cancel', waiting!);
    await one.call('jobs.cancel', running!);
    expect((await ended(one, running)).state).toBe('cancelled');
    expect((await ended(one, waiting)).state).toBe('cancelled');
    expect(await one.ids()).toEqual([]);
  });

  it('shows previews of the running job only', async () => {
    const one = await studio();
    const [id] = await start(one, 'slow');
    const { preview } = await one.until('job.progress', (progress) => progress.job === id && progress.preview !== null);
    expect(one.host.preview(id!, preview!)?.type).toBe('image/png');
    await one.host.idle();
    expect(one.host.preview(id!, 1)).toBe(null);
  });

  it('tries a failed job again, and nothing else', async () => {
    const one = await studio();
    const [refused] = await start(one, 'refuse');
    const [good] = await start(one, 'a fish');
    await one.host.idle();
    const again = await one.call('jobs.retry', refused!);
    expect((await ended(one, again)).state).toBe('failed');
    await expect(one.call('jobs.retry', good!)).rejects.toMatchObject({ error: { code: 'not-found' } });
  });

  it('waits over a restart; what was running goes on first, from where it stood', async () => {
    const first = await openStudio();
    const [cut, waiting] = await first.call('jobs.start', { recipe: aRecipe({ prompt: 'slow', steps: 20 }), count: 2 });
    await first.until('job.progress', (progress) => progress.job === cut && progress.step >= 3);
    await first.close();
    const second = await studio(first.folder);
    expect((await ended(second, waiting)).state).toBe('done');
    const images = await second.call('images.byIds', await second.ids());
    expect(images.map(({ generation }) => generation)).toEqual([waiting, cut]);
    expect(images[1]!.calls).toBeLessThan(18);
  });

  it('refuses a second window on the same library', async () => {
    const one = await studio();
    await expect(openStudio(one.folder)).rejects.toMatchObject({ error: { code: 'library-busy' } });
  });
});
