import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mt19937 } from '../../noise/mt19937.ts';
import { closeModel, generatePicture, type Model, openModel, withLoras } from '../../pipelines/index.ts';
import { smallRequest } from '../../pipelines/test-model.ts';
import { fromHalf, toHalf } from '../../sessions/float16.ts';
import { type CheckpointSize, writeRandomCheckpoint } from '../bench/random-checkpoint.ts';
import { readTensorFile } from '../safetensors-file.ts';
import { encodeSafetensors, type TensorToWrite } from '../safetensors-writer.ts';
import { readLora } from './read-lora.ts';

const home = mkdtempSync(join(tmpdir(), 'sdxl-lora-'));
afterAll(() => rmSync(home, { recursive: true }));

const sdxl: CheckpointSize = {
  unet: {
    widths: [32, 64, 64],
    layers: 1,
    depths: [0, 1, 2],
    contextWidth: 128,
    channels: 4,
    projection: 'linear',
    addedWidth: 64 + 6 * 16,
  },
  clip: { width: 64, layers: 2, projection: 0 },
  openClip: { width: 64, layers: 2, projection: 64 },
  vae: [32, 32, 32, 32],
};

const first = 'conditioner.embedders.0.transformer.text_model.encoder.layers';
const second = 'conditioner.embedders.1.model.transformer.resblocks';
const unet = 'model.diffusion_model';

/** A name in the file of the LoRA, the checkpoint's own name, which third of it, rows and columns. */
const modules = [
  ['lora_te1_text_model_encoder_layers_0_self_attn_q_proj', `${first}.0.self_attn.q_proj.weight`, 0, 64, 64],
  ['lora_te2_text_model_encoder_layers_1_self_attn_k_proj', `${second}.1.attn.in_proj_weight`, 1, 64, 64],
  ['text_encoder_2.text_model.encoder.layers.0.self_attn.v_proj', `${second}.0.attn.in_proj_weight`, 2, 64, 64],
  ['lora_te2_text_model_encoder_layers_0_mlp_fc2', `${second}.0.mlp.c_proj.weight`, 0, 64, 256],
  [
    'lora_unet_input_blocks_3_1_transformer_blocks_0_attn2_to_k',
    `${unet}.input_blocks.3.1.transformer_blocks.0.attn2.to_k.weight`,
    0,
    64,
    128,
  ],
  [
    'unet.mid_block.attentions.0.transformer_blocks.1.attn1.to_out.0',
    `${unet}.middle_block.1.transformer_blocks.1.attn1.to_out.0.weight`,
    0,
    64,
    64,
  ],
] as const;

const draw = async (model: Model): Promise<Uint8Array> => {
  const run = generatePicture(model, smallRequest, new AbortController().signal);
  for (;;) {
    const item = await run.next();
    if (item.done === true) return item.value.picture.data;
  }
};

test('a LoRA on both text encoders and the UNet of an SDXL file draws what W + scale · α/rank · up·down in the file draws', async () => {
  const [plainPath, patchedPath, loraPath] = ['plain', 'patched', 'lora'].map((name) => join(home, `${name}.safetensors`)) as [
    string,
    string,
    string,
  ];
  writeRandomCheckpoint(plainPath, sdxl, mt19937(5).next);
  const random = mt19937(9);
  const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => (random.next() / 2 ** 31 - 1) / 2);
  const [rank, alpha, scale] = [3, 2, 0.7];
  const file = Uint8Array.from(readFileSync(plainPath));
  const lora: Record<string, TensorToWrite> = {};
  const put = (name: string, shape: readonly number[], values: Float32Array): void => {
    lora[name] = { type: 'F32', shape, bytes: new Uint8Array(values.buffer) };
  };
  for (const [module, own, third, rows, columns] of modules) {
    const [down, up] = [numbers(rank * columns), numbers(rows * rank)];
    const [a, b] = module.startsWith('lora_') ? ['lora_down', 'lora_up'] : ['lora_A', 'lora_B'];
    put(`${module}.${a}.weight`, [rank, columns], down);
    put(`${module}.${b}.weight`, [rows, rank], up);
    put(`${module}.alpha`, [], Float32Array.of(alpha));
    const place = readTensorFile(plainPath).tensors.get(own)!;
    const halves = new Uint16Array(file.slice(place.offset, place.offset + place.length).buffer);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let r = 0; r < rank; r++) sum += up[row * rank + r]! * down[r * columns + column]!;
        const at = (third * rows + row) * columns + column;
        halves[at] = toHalf(fromHalf(halves[at]!) + scale * (alpha / rank) * sum);
      }
    }
    file.set(new Uint8Array(halves.buffer), place.offset);
  }
  writeFileSync(loraPath, encodeSafetensors(lora));
  writeFileSync(patchedPath, file);

  const [plain, patched] = [await openModel(plainPath, { provider: 'cpu' }), await openModel(patchedPath, { provider: 'cpu' })];
  const before = await draw(plain);
  const adapted = await withLoras(plain, [{ lora: readLora(loraPath), scale }]);
  expect(adapted.description.warnings).toEqual(plain.description.warnings);
  const [found, wanted] = [await draw(adapted), await draw(patched)];
  const difference = (x: Uint8Array, y: Uint8Array): number => x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), 0);
  expect(difference(wanted, before)).toBeGreaterThan(10);
  // the file's sum is rounded to float16, the merged one is not
  expect(difference(found, wanted)).toBeLessThanOrEqual(2);
  await closeModel(adapted);
  await closeModel(patched);
});
