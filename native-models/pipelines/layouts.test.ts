import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type TestPort, withInputs } from '../sessions/test-graphs.ts';
import { closeModel, generatePicture, inspectModel, openModel, type Picture, type PictureRequest } from './index.ts';
import { withScheduler } from './model.ts';
import { copyOf, smallRequest, tinyModel } from './test-model.ts';
import type { Words } from '../words/sentence.ts';
import { saying } from '../words/saying.ts';

const scheduler = {
  _class_name: 'EulerDiscreteScheduler',
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  beta_end: 0.012,
  steps_offset: 1,
};

const paint = async (
  folder: string,
  request: Partial<PictureRequest> = {},
): Promise<{ picture: Picture; calls: number; warnings: readonly Words[] }> => {
  const model = withScheduler(await openModel(folder, { provider: 'cpu' }), scheduler);
  try {
    const run = generatePicture(model, { ...smallRequest, ...request }, new AbortController().signal);
    let item = await run.next();
    while (item.done !== true) item = await run.next();
    return item.value;
  } finally {
    await closeModel(model);
  }
};

const rewrite = (folder: string, file: string, inputs: readonly TestPort[], casts: readonly string[] = []): void => {
  const path = join(folder, file);
  writeFileSync(path, withInputs(readFileSync(path), inputs, casts));
};

const largestDifference = (a: Picture, b: Picture): number =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);

/** Exporters name, type and shape the inputs of one and the same network differently. All of these make the same picture. */
describe('other layouts of the same network', () => {
  const text: TestPort = { name: 'encoder_hidden_states', type: 'float32', shape: ['b', 's', 32] };
  const sample: TestPort = { name: 'sample', type: 'float32', shape: ['b', 4, 'h', 'w'] };

  it.each<[string, (folder: string) => void]>([
    [
      'legacy: text ids in int32',
      (f) => rewrite(f, 'text_encoder/model.onnx', [{ name: 'input_ids', type: 'int32', shape: ['b', 's'] }], ['input_ids']),
    ],
    ['legacy: one timestep a row', (f) => rewrite(f, 'unet/model.onnx', [sample, { name: 'timestep', type: 'int64', shape: ['b'] }, text])],
    ['timestep of one, fixed', (f) => rewrite(f, 'unet/model.onnx', [sample, { name: 'timestep', type: 'int64', shape: [1] }, text])],
    [
      'timestep in float32, scalar (Optimum)',
      (f) => rewrite(f, 'unet/model.onnx', [sample, { name: 'timestep', type: 'float32', shape: [] }, text], ['timestep']),
    ],
    [
      'static: both passes in a batch of two, 64 × 64, 77 tokens',
      (f) => {
        rewrite(f, 'unet/model.onnx', [
          { ...sample, shape: [2, 4, 8, 8] },
          { name: 'timestep', type: 'int64', shape: [1] },
          { ...text, shape: [2, 77, 32] },
        ]);
        rewrite(f, 'text_encoder/model.onnx', [{ name: 'input_ids', type: 'int64', shape: [1, 77] }]);
        rewrite(f, 'vae_decoder/model.onnx', [{ name: 'latent_sample', type: 'float32', shape: [1, 4, 8, 8] }]);
      },
    ],
    [
      'static text encoder of two rows',
      (f) => rewrite(f, 'text_encoder/model.onnx', [{ name: 'input_ids', type: 'int64', shape: [2, 77] }]),
    ],
    [
      'no scheduler, no index, no configurations',
      (f) => {
        for (const file of ['model_index.json', 'scheduler', 'unet/config.json', 'text_encoder/config.json'])
          rmSync(join(f, file), { recursive: true });
        writeFileSync(join(f, 'tincture.json'), '{"sizes":{"multiple":16}}');
      },
    ],
  ])('%s', async (_name, change) => {
    using copy = copyOf('sd15-tiny');
    change(copy.folder);
    expect((await inspectModel(copy.folder)).problems).toEqual([]);
    const [expected, found] = [await paint(tinyModel('sd15-tiny')), await paint(copy.folder)];
    expect(largestDifference(found.picture, expected.picture)).toBeLessThanOrEqual(1);
    expect(found.calls).toBe(expected.calls);
  });

  it('a graph of one size says so', async () => {
    using copy = copyOf('sd15-tiny');
    rewrite(copy.folder, 'unet/model.onnx', [
      { ...sample, shape: [1, 4, 8, 8] },
      { name: 'timestep', type: 'int64', shape: [1] },
      { ...text, shape: [1, 77, 32] },
    ]);
    expect((await inspectModel(copy.folder)).sizes).toEqual({ multiple: 8, point: 8, min: 64, max: 64, fixed: { width: 64, height: 64 } });
    await expect(paint(copy.folder, { width: 96 })).rejects.toMatchObject({
      code: 'size-unsupported',
      message: expect.stringMatching(/for 64 × 64 alone/),
    });
    // 77 tokens are one window: the rest is left out, and said
    const long = await paint(copy.folder, { prompt: 'red balloon '.repeat(60), promptSyntax: { id: 'a1111-weights@1', options: {} } });
    expect(long.warnings).toEqual([saying(/too long for the model/)]);
    await paint(copy.folder, { guidance: { id: 'cfg@1', options: {}, scale: 1 } });
  });

  it('float16 all through makes nearly the same picture', async () => {
    const [single, half] = [await paint(tinyModel('sd15-tiny')), await paint(tinyModel('sd15-tiny-fp16'))];
    const mean =
      single.picture.data.reduce((sum, value, i) => sum + Math.abs(value - half.picture.data[i]!), 0) / single.picture.data.length;
    expect(mean).toBeLessThan(2);
    expect(mean).toBeGreaterThan(0);
  });
});
