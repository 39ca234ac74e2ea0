import { expect, it } from 'vitest';
import { tinyModel } from '../pipelines/test-model.ts';
import { measure } from './measure.ts';

it('measures every stage of a picture, and tells our time from the network’s', async () => {
  const figures = await measure(tinyModel('sd15-tiny'), {
    provider: 'cpu',
    steps: 3,
    size: { width: 64, height: 96 },
    repeats: 1,
    threads: null,
  });
  expect(figures).toMatchObject({ model: 'sd15-tiny', provider: 'cpu', size: '64×96', steps: 3, calls: 6 });
  for (const time of [figures.load, figures.encode, figures.networkCall, figures.ownPerStep, figures.decode, figures.peakMemory]) {
    expect(time).toBeGreaterThan(0);
  }
  expect(figures.ownShare).toBeLessThan(1);
  expect(figures.picture).toBeGreaterThan(3 * figures.networkCall);
});

it('says what it cannot measure', async () => {
  const options = { provider: 'cpu', steps: 1, size: null, repeats: 1, threads: null } as const;
  await expect(measure(tinyModel('sd15-inpaint-tiny'), options)).rejects.toThrow(/makes no pictures from text alone/);
  await expect(measure(tinyModel('nothing-there'), options)).rejects.toMatchObject({ code: 'model-not-found' });
});
