import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mt19937 } from '../noise/mt19937.ts';
import { closeModel, generatePicture, inspectModel, openModel } from '../pipelines/index.ts';
import { smallRequest } from '../pipelines/test-model.ts';
import { type CheckpointSize, checkpointShapes, writeRandomTensors } from './bench/random-checkpoint.ts';

const home = mkdtempSync(join(tmpdir(), 'refiner-'));
afterAll(() => rmSync(home, { recursive: true }));

/** Four levels, one OpenCLIP encoder, five conditions beside the text: the shape of the SDXL refiner. */
const refiner: CheckpointSize = {
  unet: {
    widths: [64, 64, 64, 64],
    layers: 1,
    depths: [0, 1, 1, 0],
    contextWidth: 64,
    channels: 4,
    projection: 'linear',
    addedWidth: 64 + 5 * 32,
  },
  clip: null,
  openClip: { width: 64, layers: 3, projection: 64 },
  vae: [32, 32, 32, 32],
};

/** Where its files keep their one text encoder. */
const encoder = 'conditioner.embedders.0.model.';

test('an SDXL refiner is recognised by its tensors, and repaints a picture', async () => {
  const path = join(home, 'refiner.safetensors');
  const shapes = checkpointShapes(refiner).map(
    ([name, shape]) =>
      [
        name.replace(/^.*?\bmodel\.(?=transformer\.resblocks|token_embedding|positional|ln_final|text_projection)/, encoder),
        shape,
      ] as const,
  );
  expect(shapes.some(([name]) => name.startsWith(encoder))).toBe(true);
  writeRandomTensors(path, shapes, mt19937(5).next);
  expect(await inspectModel(path)).toMatchObject({ family: 'sdxl-refiner', problems: [] });
  const model = await openModel(path, { provider: 'cpu' });
  const image = { width: 64, height: 64, data: Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => i % 251) };
  const run = generatePicture(
    model,
    { ...smallRequest, source: { image, strength: 0.5, mask: null }, steps: 4 },
    new AbortController().signal,
  );
  for (;;) {
    const item = await run.next();
    if (item.done !== true) continue;
    expect(item.value.calls).toBe(4);
    expect(new Set(item.value.picture.data).size).toBeGreaterThan(20);
    break;
  }
  await closeModel(model);
});
