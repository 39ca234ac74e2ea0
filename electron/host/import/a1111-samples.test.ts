import { expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import type { KnownFields } from '../../contract/origin.ts';
import { toParameters } from '../metadata/parameters.ts';
import { pngWith, userCommentIn } from '../testing/foreign-files.ts';
import { settingsInFile } from './read-file.ts';

type Sample = Readonly<{ text: string; tool?: string; fields: Partial<KnownFields>; left: readonly string[] }>;
const piece = (id: string) => ({ id, options: {} });

/** As A1111 and its kin write; each shows one thing that is easily read wrong. */
const samples: Readonly<Record<string, Sample>> = {
  'templates of extensions stand below the settings, over several lines': {
    text: 'a red fox\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 3, Size: 512x512, Version: v1.6.0\nTemplate: a {red|blue} fox,\nin snow\nNegative Template: fog',
    fields: { prompt: 'a red fox', negativePrompt: 'fog', seed: 3, width: 512, sampler: piece('euler-ancestral@1') },
    left: ['Template', 'Negative Template'],
  },
  'no steps at all': {
    text: 'a fox\nSampler: Euler, CFG scale: 5, Seed: 9, Size: 640x448',
    fields: { prompt: 'a fox', steps: null, seed: 9, width: 640, height: 448, guidance: 5 },
    left: [],
  },
  'a prompt may be of settings, and name its negative within a line': {
    text: 'Steps: 12, Sampler: Heun, Seed: 4\nthe words “Negative prompt: none” on a wall\nNegative prompt: Steps: 99, Sampler: X\nSteps: 7, Sampler: Euler, CFG scale: 2, Seed: 1, Size: 64x64',
    fields: {
      prompt: 'Steps: 12, Sampler: Heun, Seed: 4\nthe words “Negative prompt: none” on a wall',
      negativePrompt: 'Steps: 99, Sampler: X',
      steps: 7,
      seed: 1,
    },
    left: [],
  },
  'a prompt that claims to be of another program': {
    text: '{"sui_image_params": {"prompt": "no"}}, Version: ComfyUI\nSteps: 7, Sampler: Euler, CFG scale: 2, Seed: 1, Size: 64x64, Version: v1.10.1',
    tool: 'A1111',
    fields: { prompt: '{"sui_image_params": {"prompt": "no"}}, Version: ComfyUI', steps: 7 },
    left: [],
  },
  'quoted values with commas, colons and line breaks': {
    text: 'a fox\nSteps: 7, Sampler: Euler, CFG scale: 2, Seed: 1, Size: 64x64, ADetailer prompt: "a face, close: \\"sharp\\"\\nsecond", ControlNet 0: "Module: canny, Model: control_v11p [d14c], Weight: 0.8", TI hashes: "easy: 7b0a", Model: "a: b, c"',
    fields: { model: { name: 'a: b, c', hash: null } },
    left: ['ADetailer prompt', 'ControlNet 0', 'TI hashes'],
  },
  'the size of a second pass, as it stood before 2023': {
    text: 'a fox\nSteps: 7, Sampler: DDIM, CFG scale: 2, Seed: 1, Size: 1024x768, Model hash: 7460a6fa, Denoising strength: 0.7, First pass size: 512x384',
    fields: {
      width: 512,
      height: 384,
      strength: null,
      hires: { width: 1024, height: 768, strength: 0.7, steps: 7, enlarge: 'latent' },
      model: { name: '', hash: '7460a6fa' },
    },
    left: [],
  },
  'SD.Next tells the schedule as sigmas, and its second pass by a size': {
    text: 'a fox\nNegative prompt: fog\nSteps: 20, Size: 512x512, Sampler: DPM++ 2M, Seed: 5, CFG scale: 6, App: SD.Next, Version: 56a8aea, Hires scale: 1.5, Hires size: 768x768, Hires steps: 8, Hires strength: 0.4, Hires upscaler: Latent Nearest, Sampler sigma: karras, Model: m',
    tool: 'SD.Next',
    fields: { schedule: piece('karras@1'), hires: { width: 768, height: 768, strength: 0.4, steps: 8, enlarge: 'latent' } },
    left: ['Hires upscaler'],
  },
  'Forge with a distilled guidance': {
    text: 'a fox\nSteps: 20, Sampler: Euler, Schedule type: Simple, CFG scale: 1, Distilled CFG Scale: 3.5, Seed: 5, Size: 512x512, Model: flux1-dev, Version: f2.0.1v1.10.1-previous-659-gc055f2d4, Module 1: ae',
    tool: 'Forge',
    fields: { guidance: 1, schedule: piece('simple@1') },
    left: ['Distilled CFG Scale', 'Module 1'],
  },
  'a node of ComfyUI that writes A1111’s text in its own words': {
    text: 'a fox\nSteps: 20, Sampler: dpmpp_2m_karras, CFG Scale: 6.5, Seed: 0, Size: 512x512, Model: x.safetensors, Version: ComfyUI',
    tool: 'ComfyUI',
    fields: { sampler: piece('dpmpp-2m@1'), schedule: piece('karras@1'), guidance: 6.5, model: { name: 'x', hash: null } },
    left: [],
  },
};

it.each(Object.entries(samples))('%s', async (_, { text, tool = 'A1111', fields, left }) => {
  for (const file of [await pngWith({ parameters: text }), await userCommentIn('webp', text.replaceAll('\n', '\r\n'))]) {
    const read = await settingsInFile(file);
    expect(read).toMatchObject({ tool, fields, reason: null });
    expect(read.leftBehind.map(({ name }) => name)).toEqual(left);
  }
});

it('a prompt is not cut, however long', async () => {
  const prompt = 'long '.repeat(4_000).trim();
  const { fields } = await settingsInFile(await pngWith({ parameters: `${prompt}\nSteps: 7, Sampler: Euler, Seed: 1` }));
  expect(fields.prompt).toBe(prompt);
});

it('our own text says everything that has a word in it', async () => {
  const recipe = aRecipe({
    prompt: 'a fox',
    loras: [{ name: 'ink', hash: 'ab'.repeat(32), weight: 0.8, textWeight: 0.5 }],
    noise: { id: 'a1111-cpu@1', options: { variationSeed: 9, variationStrength: 0.25, etaNoiseSeedDelta: 31337 } },
    hires: { width: 128, height: 192, strength: 0.5, steps: 3, enlarge: 'pixels' },
  });
  const { fields } = await settingsInFile(await pngWith({ parameters: toParameters(recipe) }));
  expect(fields).toMatchObject({
    noise: recipe.noise,
    hires: recipe.hires,
    loras: [{ name: 'ink', hash: 'ababababab', weight: 0.8, textWeight: 0.5 }],
  });
});

it('our own text has nothing that ends other readers', () => {
  expect(toParameters(aRecipe({ prompt: 'half \ud83d pair, \0nul' }))).toMatch(/^half \ufffd pair, nul\n/);
});

it.each([
  ['Draw Things’ trailing', { parameters: 'a fox\nSteps: 4, Sampler: Euler A Trailing, Seed: 1' }, 'euler-ancestral@1', 'sgm-uniform@1'],
  [
    'NovelAI’s native',
    { Comment: '{"prompt":"p","uc":"","steps":28,"sampler":"k_dpmpp_2m","noise_schedule":"native"}' },
    'dpmpp-2m@1',
    'normal@1',
  ],
  ['InvokeAI’s before diffusers', { Dream: '"a fox" -s 30 -S 42 -A k_dpmpp_2_a' }, 'dpmpp-2s-ancestral@1', undefined],
])('a sampler by the name of another time: %s', async (_, texts, sampler, schedule) => {
  const { fields } = await settingsInFile(await pngWith(texts));
  expect([fields.sampler?.id, fields.schedule?.id]).toEqual([sampler, schedule]);
});
