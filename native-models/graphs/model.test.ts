import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mt19937 } from '../noise/mt19937.ts';
import { closeModel, generatePicture, inspectModel, type Model, openModel, type PictureRequest } from '../pipelines/index.ts';
import { withScheduler } from '../pipelines/model.ts';
import { withInversions } from '../pipelines/with-inversions.ts';
import { withLoras } from '../pipelines/with-loras.ts';
import { type CheckpointSize, writeRandomCheckpoint } from './bench/random-checkpoint.ts';
import { readLora } from './lora/read-lora.ts';
import { readTextualInversion } from './textual-inversion.ts';
import { encodeSafetensors } from './safetensors-writer.ts';
import { saying } from '../words/saying.ts';

const home = mkdtempSync(join(tmpdir(), 'checkpoint-'));
afterAll(() => rmSync(home, { recursive: true }));

const sd1: CheckpointSize = {
  unet: { widths: [32, 32], layers: 1, depths: [1, 0], contextWidth: 64, channels: 4, projection: 'convolution', addedWidth: 0 },
  clip: { width: 64, layers: 2, projection: 0 },
  openClip: null,
  vae: [32, 32, 32, 32],
};
const sd2: CheckpointSize = {
  ...sd1,
  unet: { ...sd1.unet, widths: [64, 64], contextWidth: 64, projection: 'linear' },
  clip: null,
  openClip: { width: 64, layers: 3, projection: 64 },
};
const sdxl: CheckpointSize = {
  ...sd2,
  unet: { ...sd2.unet, contextWidth: 128, depths: [0, 2], addedWidth: 64 + 6 * 32 },
  clip: { width: 64, layers: 2, projection: 0 },
};
const write = (name: string, size: CheckpointSize): string => {
  const path = join(home, `${name}.safetensors`);
  writeRandomCheckpoint(path, size, mt19937(name.length).next);
  return path;
};
const files = { sd1: write('sd1', sd1), sd2: write('sd2', sd2), sdxl: write('sdxl', sdxl) };

const plain = (id: string) => ({ id, options: {} });
const request: PictureRequest = {
  prompt: 'a red apple',
  negativePrompt: '',
  width: 64,
  height: 64,
  seed: 3,
  steps: 2,
  source: null,
  sampler: plain('model@1'),
  schedule: plain('model@1'),
  guidance: {
    ...plain('cfg@1'),
    scale: 5,
  },
  noise: plain('torch-cpu@1'),
  prior: plain('gaussian@1'),
  promptSyntax: plain('plain@1'),
};
const euler = {
  _class_name: 'EulerDiscreteScheduler',
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  steps_offset: 1,
};
const draw = async (model: Model, wanted = request): Promise<Uint8Array> => {
  const run = generatePicture(withScheduler(model, euler), wanted, new AbortController().signal);
  for (;;) {
    const item = await run.next();
    if (item.done === true) return item.value.picture.data;
  }
};

test.each([
  ['sd1', 'sd1', 'epsilon', 0],
  ['sd2', 'sd2', 'v_prediction', 1],
  ['sdxl', 'sdxl', 'epsilon', 0],
] as const)('%s: a single file is recognised, opened where it lies, and draws', async (name, family, predicts, warnings) => {
  const description = await inspectModel(files[name]);
  expect(description).toMatchObject({ family, predicts, problems: [], tasks: ['text-to-image', 'image-to-image', 'inpaint'] });
  // what only a guess can tell is said
  expect(description.warnings).toHaveLength(warnings);
  const model = await openModel(files[name], { provider: 'cpu' });
  const pixels = await draw(model);
  expect(new Set(pixels).size).toBeGreaterThan(20);
  await closeModel(model);
});

test('a LoRA changes the picture, in proportion to its scale, and leaves no trace when it is taken away', async () => {
  const model = await openModel(files.sd1, { provider: 'cpu' });
  const random = mt19937(1);
  const numbers = (length: number) => new Uint8Array(Float32Array.from({ length }, () => random.next() / 2 ** 31 - 1).buffer);
  const path = join(home, 'lora.safetensors');
  const on = (module: string, width: number) => ({
    [`${module}.lora_down.weight`]: { type: 'F32', shape: [2, 64], bytes: numbers(128) },
    [`${module}.lora_up.weight`]: { type: 'F32', shape: [width, 2], bytes: numbers(2 * width) },
  });
  const modules = {
    ...on('lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_v', 32),
    ...on('lora_te_text_model_encoder_layers_0_self_attn_q_proj', 64),
  };
  writeFileSync(path, encodeSafetensors(modules as Parameters<typeof encodeSafetensors>[0]));
  const lora = readLora(path);
  const before = await draw(model);
  const full = await withLoras(model, [{ lora, scale: 1 }]);
  const denoiser = await full.sessions.get(full.parts.denoiser.source.file, () => Promise.reject(new Error('it is open')));
  const strong = await draw(full);
  const half = await withLoras(full, [{ lora, scale: 0.5 }]);
  // the same session: nothing was opened for the other scale
  expect(await half.sessions.get(half.parts.denoiser.source.file, () => Promise.reject(new Error('it is open')))).toBe(denoiser);
  const weak = await draw(half);
  const nothing = await draw(await withLoras(half, [{ lora, scale: 0 }]));
  const after = await draw(await withLoras(half, []));
  const distance = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
  expect(distance(strong, before)).toBeGreaterThan(1);
  expect(distance(weak, before)).toBeLessThan(distance(strong, before));
  expect(distance(nothing, before)).toBeLessThan(0.01);
  expect(after).toEqual(before);
  await closeModel(model);
});

test('the name of a textual inversion in a prompt stands for its vectors', async () => {
  const model = await openModel(files.sd1, { provider: 'cpu' });
  const path = join(home, 'inkwash.safetensors');
  const vectors = new Uint8Array(Float32Array.from({ length: 128 }, (_, i) => Math.sin(i) * 3).buffer);
  writeFileSync(path, encodeSafetensors({ emb_params: { type: 'F32', shape: [2, 64], bytes: vectors } }));
  const named = withInversions(model, [readTextualInversion(path)]);
  const inkwash = { ...request, prompt: 'a red apple, inkwash', promptSyntax: plain('a1111-weights@1') };
  const words = await draw(model, inkwash);
  expect(await draw(named, inkwash)).not.toEqual(words);
  expect(await draw(named, { ...inkwash, prompt: 'a red apple' })).toEqual(await draw(model, { ...inkwash, prompt: 'a red apple' }));
  await closeModel(model);
});

test('what a file lacks comes from another one', async () => {
  const bare = join(home, 'unet-only.safetensors');
  writeRandomCheckpoint(bare, { ...sd1, clip: null }, mt19937(9).next);
  expect((await inspectModel(bare)).problems[0]).toEqual(saying('text encoder'));
  const model = await openModel({ path: bare, textEncoders: files.sd1 }, { provider: 'cpu' });
  expect(model.description.components.map(({ role, file }) => [role, file.split(' ')[0]])).toContainEqual([
    'text-encoder',
    'sd1.safetensors',
  ]);
  await closeModel(model);
});

test('a damaged, foreign or renamed file is refused with a sentence', async () => {
  const renamed = join(home, 'renamed.safetensors');
  writeFileSync(renamed, 'PK\u0003\u0004 not what it says');
  await expect(inspectModel(renamed)).rejects.toThrow('pickle');
  const cut = join(home, 'cut.safetensors');
  copyFileSync(files.sd1, cut);
  const { truncateSync, statSync } = await import('node:fs');
  truncateSync(cut, statSync(cut).size - 1000);
  await expect(openModel(cut, { provider: 'cpu' })).rejects.toThrow('cut short: 1 kB of');
  const foreign = join(home, 'foreign.safetensors');
  writeFileSync(foreign, encodeSafetensors({ 'decoder.layers.0.weight': { type: 'F32', shape: [1], bytes: new Uint8Array(4) } }));
  await expect(inspectModel(foreign)).rejects.toThrow('no Stable Diffusion network');
});
