import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { closeModel, generatePicture, type Model, openModel, withPreviewDecoder } from '../pipelines/index.ts';
import { smallRequest, tinyModel } from '../pipelines/test-model.ts';
import { openSession } from '../sessions/session.ts';
import { describeFile } from './describe-file.ts';
import { readPreviewDecoder } from './taesd.ts';
import { saying } from '../words/saying.ts';

const golden = (name: string): string => fileURLToPath(new URL(`./golden/taesd/${name}`, import.meta.url));
const floats = (name: string): Float32Array => new Float32Array(new Uint8Array(readFileSync(golden(name))).buffer);

test.each(['cpu', 'portable'] as const)('TAESD decodes as in PyTorch: %s', async (target) => {
  const decoder = readPreviewDecoder(golden('taesd_decoder.safetensors'), { precision: 'float32', target });
  const session = await openSession(await decoder.load(), { providers: ['cpu'] });
  const results = await session.run({ latent_sample: { dims: [1, 4, 2, 3], data: floats('latent.f32') } });
  const { dims, data } = results['sample']!;
  expect(dims).toEqual([1, 3, 16, 24]);
  const expected = floats('pixels.f32');
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - data[i]!)), 0);
  expect(worst).toBeLessThan(1e-5);
  await session.release();
});

test('a preview decoder is known by its tensors', () => {
  expect(describeFile(golden('taesd_decoder.safetensors'))).toMatchObject({ kind: 'part', part: 'preview-decoder' });
});

test('previews come from it, at the whole size, and the picture stays as it was', async () => {
  const draw = async (model: Model) => {
    const run = generatePicture(model, smallRequest, new AbortController().signal);
    for (let preview = null; ; ) {
      const item = await run.next();
      if (item.done === true) return { preview, picture: item.value.picture.data };
      if (item.value.kind === 'step') preview = await item.value.preview();
    }
  };
  const model = await openModel(tinyModel('sd15-tiny'), { provider: 'cpu' });
  const plain = await draw(model);
  const small = await draw(withPreviewDecoder(model, golden('taesd_decoder.safetensors')));
  expect(small.picture).toEqual(plain.picture);
  expect(small.preview).not.toEqual(plain.preview);
  expect(withPreviewDecoder(model, golden('nowhere.safetensors')).description.warnings.at(-1)).toEqual(saying('nowhere.safetensors'));
  await closeModel(model);
});
