import { inEnglish } from '../words/sentence.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { memorySource, readGraphHeader } from '../sessions/graph-header.ts';
import { graphInFloat32 } from '../sessions/graph-in-float32.ts';
import { closeModel, generatePicture, type Model, openModel, type PictureResult } from './index.ts';
import { smallRequest, tinyModel } from './test-model.ts';

let model: Model;
beforeAll(async () => {
  model = await openModel(tinyModel('sd15-tiny-fp16'), { provider: 'cpu', threads: 1 });
});
afterAll(() => closeModel(model));

const make = async (on: Model, preview = false): Promise<PictureResult> => {
  const run = generatePicture(on, smallRequest, new AbortController().signal);
  let item = await run.next();
  for (; item.done !== true; item = await run.next()) if (preview && item.value.kind === 'step') await item.value.preview();
  return item.value;
};

/** The decoder gets latents that float16 cannot hold, as SDXL's gets inside; what it makes of them is a picture all the same. */
const overflowing = (on: Model): Model => {
  const scaling = on.parts.vae.scaling.map(() => 1e-6);
  return { ...on, parts: { ...on.parts, vae: { ...on.parts.vae, scaling } } };
};

it('a float16 graph made float32 says the same numbers, under the same names', async () => {
  const path = join(tinyModel('sd15-tiny-fp16'), 'vae_decoder', 'model.onnx');
  const [before, after] = [readGraphHeader(memorySource(readFileSync(path))), readGraphHeader(memorySource(graphInFloat32(path)))];
  expect(after.inputs).toEqual(before.inputs.map((port) => ({ ...port, type: 'float32' })));
  expect(after.outputs).toEqual(before.outputs.map((port) => ({ ...port, type: 'float32' })));
  expect(after.operators).toEqual(before.operators);
  const source = model.parts.vaeDecoder.source.inFloat32!();
  const exact = { ...model, parts: { ...model.parts, vaeDecoder: { ...model.parts.vaeDecoder, source } } };
  const [half, single] = [await make(model), await make(exact)];
  expect(half.warnings).toEqual(single.warnings);
  const largest = half.picture.data.reduce((most, value, i) => Math.max(most, Math.abs(value - single.picture.data[i]!)), 0);
  expect(largest).toBeLessThanOrEqual(2);
});

it('a picture that overflows float16 is decoded again in float32, its previews too, and that is said once', async () => {
  const { picture, warnings } = await make(overflowing(model), true);
  expect(new Set(picture.data).size).toBeGreaterThan(2);
  expect(warnings.map(inEnglish).filter((warning) => warning.includes('overflowed float16'))).toEqual([
    expect.stringContaining('vae_decoder/model.onnx'),
  ]);
});

it('without a float32 decoder it fails with what to do', async () => {
  const { inFloat32: _, ...source } = model.parts.vaeDecoder.source;
  const bare = { ...model, parts: { ...model.parts, vaeDecoder: { ...model.parts.vaeDecoder, source } } };
  await expect(make(overflowing(bare))).rejects.toMatchObject({ code: 'not-finite', message: expect.stringContaining('float32 version') });
});
