import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { saying } from '../../../native-models/words/saying.ts';
import { aRecipe } from '../../contract/examples.ts';
import type { Device } from '../../contract/devices.ts';
import type { Image, Job } from '../../contract/records.ts';
import { type Studio, newFolder, openStudio, removeFolder, standInEngine } from '../testing/studio.ts';
import { sayFallBack } from './fall-back.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';

// processes start and die
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const engine = { node: process.execPath, main: standInEngine, provider: 'auto' } as const;

let studio: Studio;
beforeEach(async () => {
  const folder = newFolder();
  const driver = join(folder, 'card.json');
  writeFileSync(driver, '{}');
  vi.stubEnv('VK_DRIVER_FILES', driver);
  studio = await openStudio(folder, { engine });
});
afterEach(async () => {
  await studio.close();
  vi.unstubAllEnvs();
  removeFolder(studio.folder);
});

const run = async (prompt: string): Promise<{ job: Job; image: Image | null }> => {
  const [id] = await studio.call('jobs.start', { recipe: aRecipe({ prompt }), count: 1 });
  const job = await studio.until('job.changed', (one) => one.id === id && one.endedAt !== null);
  const [image] = job.image === null ? [] : await studio.call('images.byIds', [job.image]);
  return { job, image: image ?? null };
};
const webgpu = async (): Promise<Device> => (await studio.call('devices.list', null)).devices.find(({ id }) => id === 'webgpu')!;
const notices = (): readonly string[] =>
  studio.told.flatMap((one) => (one.name === 'studio.notice' && 'message' in one.payload ? [inEnglish(one.payload.message)] : []));

it('says nothing of a fall back where there is none', async () => {
  const { image } = await run('a fox');
  expect(image?.recipe.made).toMatchObject({ provider: 'webgpu', fellBack: [] });
  expect(sayFallBack(image!.recipe.made)).toBeNull();
});

describe.each([
  ['throws', 'failed', 'a shader did not compile'],
  ['gives nan', 'not-finite', 'infinite or not a number'],
  ['dies', 'died', 'cut off'],
] as const)('a device that %s in a picture', (does, why, detail) => {
  it('makes way for the next in order, is kept from that model, and may try again', async () => {
    const { job, image } = await run(`a fox, webgpu ${does}`);
    expect(job.error).toBeNull();
    const fellBack = [{ from: 'webgpu', why, detail: saying(detail) }];
    expect(image?.recipe.made).toMatchObject({ provider: 'cpu', fellBack });
    expect(sayFallBack(image!.recipe.made)).toMatch(/^Asked for WebGPU, it ran on the processor\. WebGPU: /);
    expect(notices().filter((message) => message.includes('“tiny” runs without it from now on'))).toHaveLength(1);
    expect(await webgpu()).toMatchObject({ state: 'tested', test: { verdict: 'passed' }, troubles: [{ model: { name: 'tiny' }, why }] });

    // known after a restart too, and said on every picture
    await studio.close();
    studio = await openStudio(studio.folder, { engine });
    expect((await run('an owl')).image?.recipe.made).toMatchObject({ provider: 'cpu', fellBack });
    expect(await studio.call('devices.list', null)).toMatchObject({ current: 'cpu', fellBack });

    const { model } = (await webgpu()).troubles[0]!;
    await studio.call('devices.tryAgain', { device: 'webgpu', model: model.id });
    expect((await webgpu()).troubles).toEqual([]);
    expect((await run('a bear')).image?.recipe.made).toMatchObject({ provider: 'webgpu', fellBack: [] });
  });
});

it('does not blame a device for what happens on every other too', async () => {
  const { job } = await run('nan everywhere');
  expect(job).toMatchObject({ state: 'failed', error: { code: 'not-finite' } });
  expect((await webgpu()).troubles).toEqual([]);
  expect((await run('a fox')).image?.recipe.made).toMatchObject({ provider: 'webgpu' });
});

it('does not blame a device for a run that was stopped', async () => {
  const [id] = await studio.call('jobs.start', { recipe: aRecipe({ prompt: 'slow fox', steps: 200 }), count: 1 });
  await studio.until('job.progress', ({ job, step }) => job === id && step > 1);
  await studio.call('jobs.cancel', id!);
  expect((await studio.until('job.changed', (one) => one.id === id && one.endedAt !== null)).state).toBe('cancelled');
  expect((await webgpu()).troubles).toEqual([]);
});

it('says on the picture that the engine could not open the model there', async () => {
  const { image } = await run('a fox, webgpu declines');
  const fellBack = [{ from: 'webgpu', why: 'refused', detail: 'It needs float16.' }];
  expect(image?.recipe.made).toMatchObject({ provider: 'cpu', fellBack });
  expect(await studio.call('devices.list', null)).toMatchObject({ current: 'cpu', fellBack });
});
