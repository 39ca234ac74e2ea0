import { expect, it } from 'vitest';
import type { Picture, PictureEvent } from '../../native-models/pipelines/index.ts';
import { coarseToFine, createTrace } from './trace.ts';

const picture: Picture = { width: 200, height: 100, data: new Uint8Array(200 * 100 * 3) };

const stepsOf = (count: number, preview: () => Promise<Picture>) =>
  Array.from(
    { length: count },
    (_, index): Extract<PictureEvent, { kind: 'step' }> => ({
      kind: 'step',
      index,
      count,
      sigma: count - index,
      sigmaNext: count - index - 1,
      change: 1,
      previewFits: true,
      latent: new Float64Array(1),
      preview,
      state: () => {
        throw new Error('a trace needs no state');
      },
    }),
  );

it('goes through a whole from coarse to fine, each once', () => {
  expect(coarseToFine(8)).toEqual([0, 4, 2, 6, 1, 3, 5, 7]);
  expect(coarseToFine(5).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  expect(coarseToFine(0)).toEqual([]);
});

it('keeps what was shown anyway and the result, and decodes nothing without time for it', async () => {
  const trace = createTrace();
  for (const step of stepsOf(10, () => Promise.reject(new Error('no time')))) trace.note(step);
  trace.seen(4, picture);
  const { trace: made } = await trace.finish(picture, 0);
  expect(made.steps.map(({ cell }) => cell)).toEqual([null, null, null, null, 0, null, null, null, null, 1]);
  expect(made).toMatchObject({ cells: 2, width: 96, height: 48 });
});

it('spreads what it has time for evenly, and never has more than 32 beside the result', async () => {
  let now = 0;
  const trace = createTrace(() => now);
  const slow = async () => {
    now += 10;
    return picture;
  };
  for (const step of stepsOf(16, slow)) trace.note(step);
  const { trace: made } = await trace.finish(picture, 40);
  expect(made.steps.flatMap(({ cell }, index) => (cell === null ? [] : [index]))).toEqual([0, 3, 7, 11, 15]);

  const long = createTrace(() => 0);
  for (const step of stepsOf(1000, async () => picture)) long.note(step);
  expect((await long.finish(picture, 1)).trace.cells).toBe(33);
});
