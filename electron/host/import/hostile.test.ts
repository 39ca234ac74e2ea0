import { expect, it } from 'vitest';
import { lorasOutOf } from '../prompt-loras.ts';
import { comfyPrompt, pngWith, userCommentIn } from '../testing/foreign-files.ts';
import { settingsInFile } from './read-file.ts';
import { saying } from '../../../native-models/words/saying.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';

const line = 'Steps: 1, Sampler: Euler, Seed: 1';
const many = (text: string, length = 900_000): string => text.repeat(Math.floor(length / text.length));

/** Read in time that grows with their length; an expression or a search that starts anew at every place would take minutes. */
const texts: Readonly<Record<string, string>> = {
  'brackets that are never closed': `a\n${line}${many(', a: [b')}`,
  'brackets in brackets': `a\n${line}, x: ${many('[')}`,
  'quotes that are never closed': `a\n${line}${many(', a: "b')}`,
  'tags of LoRAs that are never closed': `${many('<lora:a')}\n${line}`,
  'more LoRAs than any': `${many('<lora:a:1>')}\n${line}`,
  blanks: `a${many('\n ')}b, <lora:a:1>\n${line}`,
  'negative prompts': `${many('Negative prompt: \n')}${line}`,
  templates: `a\n${line}\n${many('Template: a\n')}`,
};

it.each(Object.entries(texts))('is read at once: %s', async (_, text) => {
  expect((await settingsInFile(await pngWith({ parameters: text }))).tool).toBe('A1111');
});

it('a prompt loses its tags in time that grows with its length', () => {
  expect(lorasOutOf(`a${many('\n')}<lora:b:1> ,${many(' \t')}c`).loras).toHaveLength(1);
});

it('a text longer than any settings is none, and is said to be that', async () => {
  const read = await settingsInFile(await pngWith({ parameters: `${many('a ', 2_000_000)}\n${line}` }));
  expect(read.tool).toBe(null);
  expect(inEnglish(read.reason ?? '')).toContain('it is longer than any settings');
});

it('two programs’ settings that do not agree are told', async () => {
  const read = await settingsInFile(
    await pngWith({ parameters: `another prompt\n${line}, Size: 64x64`, prompt: JSON.stringify(comfyPrompt) }),
  );
  expect(read).toMatchObject({ tool: 'ComfyUI', fields: { prompt: 'a glass bottle, galaxy inside' } });
  expect(read.reason).toEqual([saying('It also has settings of A1111, with another prompt or seed: those of ComfyUI are taken.')]);
});

const others = {
  RuinedFooocus: {
    Prompt: 'a fox',
    Negative: 'fog',
    steps: 30,
    cfg: 8,
    width: 64,
    height: 64,
    seed: 5,
    sampler_name: 'euler',
    scheduler: 'karras',
    base_model_name: 'm.safetensors',
    software: 'RuinedFooocus',
  },
  'Easy Diffusion': {
    prompt: 'a fox',
    negative_prompt: 'fog',
    num_inference_steps: 30,
    guidance_scale: 8,
    width: 64,
    height: 64,
    seed: 5,
    sampler_name: 'euler',
    use_stable_diffusion_model: 'models\\m.safetensors',
  },
  Civitai: { extraMetadata: JSON.stringify({ prompt: 'a fox', negativePrompt: 'fog', steps: 30, cfgScale: 8, sampler: 'Euler', seed: 5 }) },
};
it.each(Object.entries(others))('%s', async (tool, said) => {
  const fields = { prompt: 'a fox', negativePrompt: 'fog', steps: 30, guidance: 8, seed: 5, sampler: { id: 'euler@1', options: {} } };
  expect(await settingsInFile(await userCommentIn('jpeg', JSON.stringify(said)))).toMatchObject({ tool, fields, reason: null });
});

it('NovelAI’s characters and SwarmUI’s second pass are not lost', async () => {
  const novel = {
    steps: 28,
    sampler: 'k_euler',
    seed: 1,
    v4_prompt: { caption: { base_caption: 'two girls', char_captions: [{ char_caption: 'a witch', centers: [] }] } },
    v4_negative_prompt: { caption: { base_caption: 'fog', char_captions: [{ char_caption: '', centers: [] }] } },
  };
  expect(await settingsInFile(await pngWith({ Software: 'NovelAI', Comment: JSON.stringify(novel) }))).toMatchObject({
    fields: { prompt: 'two girls', negativePrompt: 'fog' },
    leftBehind: [{ name: 'characters', value: '[{"char_caption":"a witch","centers":[]}]' }],
  });
  const own = {
    prompt: 'p',
    width: 768,
    height: 512,
    steps: 20,
    refinerupscale: 1.5,
    refinercontrolpercentage: 0.3,
    refinerupscalemethod: 'latent-bilinear',
  };
  expect((await settingsInFile(await pngWith({ parameters: JSON.stringify({ sui_image_params: own }) }))).fields.hires).toEqual({
    width: 1152,
    height: 768,
    strength: 0.3,
    steps: 20,
    enlarge: 'latent',
  });
});
