import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { mt19937 } from '../../noise/mt19937.ts';
import { closeModel, generatePicture, type Model, openModel, withLoras } from '../../pipelines/index.ts';
import { copyOf, smallRequest, tinyModel } from '../../pipelines/test-model.ts';
import { readOnnxWeights } from '../onnx-weights.ts';
import { readTensorBytes } from '../safetensors-file.ts';
import { encodeSafetensors } from '../safetensors-writer.ts';
import { readLora } from './read-lora.ts';

const draw = async (model: Model): Promise<Uint8Array> => {
  const run = generatePicture(model, smallRequest, new AbortController().signal);
  for (;;) {
    const item = await run.next();
    if (item.done === true) return item.value.picture.data;
  }
};

const random = mt19937(3);
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => (random.next() / 2 ** 31 - 1) / 2);

/** Modules of each kind: a convolution, a matrix that the exporter turned over, one that it did not, and one of the text encoder. */
const modules = [
  ['unet', 'lora_unet_', 'down_blocks.0.resnets.0.conv1'],
  ['unet', 'lora_unet_', 'mid_block.attentions.0.transformer_blocks.0.attn2.to_v'],
  ['unet', 'lora_unet_', 'time_embedding.linear_1'],
  ['text_encoder', 'lora_te_text_model_', 'encoder.layers.0.mlp.fc1'],
] as const;

test('the names of modules are found again in an exporter’s graph, with weights turned over where it turned them', () => {
  const weights = readOnnxWeights(join(tinyModel('sd15-tiny'), 'text_encoder/model.onnx'));
  expect(weights.get('encoder.layers.0.mlp.fc1.weight')).toMatchObject({
    initializer: 'onnx::MatMul_315',
    weight: { shape: [37, 32], turned: true },
  });
  expect([...weights.keys()].filter((name) => name.includes('layers.1.'))).toHaveLength(6);
});

test('a LoRA on an ONNX export draws what the export draws with W + scale · α/rank · up·down in its files', async () => {
  using patched = copyOf('sd15-tiny');
  const rank = 2;
  const alpha = 1;
  const scale = 0.7;
  const tensors: Record<string, { type: 'F32'; shape: number[]; bytes: Uint8Array }> = {};
  for (const [part, prefix, module] of modules) {
    const path = join(patched.folder, part, 'model.onnx');
    const { weight } = readOnnxWeights(path).get(`${module}.weight`)!;
    const [rows, ...rest] = weight.shape;
    const columns = rest.reduce((product, size) => product * size, 1);
    const [down, up] = [numbers(rank * columns), numbers(rows! * rank)];
    const name = prefix + module.replaceAll('.', '_');
    const bytes = (values: Float32Array): Uint8Array => new Uint8Array(values.slice().buffer);
    tensors[`${name}.lora_down.weight`] = { type: 'F32', shape: [rank, ...rest], bytes: bytes(down) };
    tensors[`${name}.lora_up.weight`] = { type: 'F32', shape: [rows!, rank, ...rest.slice(1).map(() => 1)], bytes: bytes(up) };
    tensors[`${name}.alpha`] = { type: 'F32', shape: [], bytes: bytes(Float32Array.of(alpha)) };

    if (weight.data.kind !== 'external') throw new Error('the weights lie in the file');
    const place = { path: join(dirname(path), weight.data.location), ...weight.data };
    const own = new Float32Array(readTensorBytes(place.path, place).buffer);
    for (let row = 0; row < rows!; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += up[row * rank + r]! * down[r * columns + column]!;
        const at = weight.turned === true ? column * rows! + row : row * columns + column;
        own[at] = own[at]! + scale * (alpha / rank) * sum;
      }
    }
    const file = openSync(place.path, 'r+');
    writeSync(file, new Uint8Array(own.buffer), 0, own.byteLength, place.offset);
    closeSync(file);
  }
  const loraPath = join(patched.folder, 'test.safetensors');
  writeFileSync(loraPath, encodeSafetensors(tensors));

  const expected = await openModel(patched.folder, { provider: 'cpu' });
  const plain = await openModel(tinyModel('sd15-tiny'), { provider: 'cpu' });
  const before = await draw(plain);
  const adapted = await withLoras(plain, [{ lora: readLora(loraPath), scale }]);
  const [found, wanted] = [await draw(adapted), await draw(expected)];
  const difference = (a: Uint8Array, b: Uint8Array): number => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
  expect(difference(wanted, before)).toBeGreaterThan(10);
  expect(difference(found, wanted)).toBeLessThanOrEqual(1);
  expect(await draw(await withLoras(adapted, []))).toEqual(before);
  await closeModel(plain);
  await closeModel(expected);
});
