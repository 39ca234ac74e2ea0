import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import type { JobId } from '../contract/records.ts';
import { type Studio, openStudio, removeFolder } from './testing/studio.ts';

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
    const images = await one.call('images.byIds', await one.call('images.ids', { search: '' }));
    expect(images.map((image) => image.recipe.seed)).toEqual([9, 8, 7]);
    expect(images.map((image) => image.generation)).toEqual(ids.toReversed());
    for (const image of images) expect(existsSync(join(one.home.library, image.file))).toBe(true);
    expect(one.told.filter((told) => told.name === 'image.added')).toHaveLength(3);
    expect(images[0]?.recipe.made).toEqual({ engine: 'stand-in 1', provider: 'cpu' });
    expect(images[0]?.recipe.model.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('goes on after the engine died in the middle of a run, and says why that one failed', async () => {
    const one = await studio();
    const [crash] = await start(one, 'crash');
    const [next] = await start(one, 'a fish');
    const failed = await ended(one, crash);
    expect(failed.state).toBe('failed');
    expect(failed.error?.code).toBe('engine-died');
    expect(failed.error?.message).toContain('code 7');
    expect(failed.error?.message).toContain('the graphics driver fell over');
    expect((await ended(one, next)).state).toBe('done');
  });

  it('goes on after a hard stop of an engine that hangs', async () => {
    const one = await studio();
    const [hang] = await start(one, 'hang');
    const [next] = await start(one, 'a fish');
    await one.until('job.progress', (progress) => progress.job === hang && progress.step === 2);
    await one.call('jobs.stopHard', null);
    const failed = await ended(one, hang);
    expect(failed.error?.message).toContain('you stopped the engine');
    expect((await ended(one, next)).state).toBe('done');
  });

  it('goes on after the engine was killed from outside', async () => {
    const one = await studio();
    const [killed] = await start(one, 'kill -9');
    const [next] = await start(one, 'a fish');
    const failed = await ended(one, killed);
    expect(failed.error?.code).toBe('engine-died');
    expect(failed.error?.message).toContain('SIGKILL');
    expect((await ended(one, next)).state).toBe('done');
  });

  it('ends an engine whose pipe carries nonsense, and is not disturbed by prints', async () => {
    const one = await studio();
    const [nonsense] = await start(one, 'nonsense');
    const [babble] = await start(one, 'babble');
    expect((await ended(one, nonsense)).error?.message).toContain('makes no sense');
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
    expect(await one.call('images.ids', { search: '' })).toEqual([]);
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

  it('waits over a restart; what was running has failed and says so', async () => {
    const first = await openStudio();
    const [cut, waiting] = await start(first, 'slow', 2);
    await first.until('job.progress', (progress) => progress.job === cut && progress.step >= 1);
    await first.close();
    const second = await studio(first.folder);
    expect((await ended(second, waiting)).state).toBe('done');
    const job = (await second.call('jobs.list', null)).find(({ id }) => id === cut);
    expect(job?.state).toBe('failed');
    expect(job?.error?.message).toContain('Tincture was closed');
  });

  it('refuses a second window on the same library', async () => {
    const one = await studio();
    await expect(openStudio(one.folder)).rejects.toMatchObject({ error: { code: 'library-busy' } });
  });
});
