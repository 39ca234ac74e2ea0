import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { type KnownFields, type KnownLora, nothingKnown } from '../../contract/origin.ts';
import { formatNames, writeMetadata } from '../metadata/formats.ts';
import { contentOf } from '../metadata/recipe-in-file.ts';
import {
  a1111Text,
  comfyPrompt,
  comfyWebp,
  comfyWorkflow,
  invokeGraph,
  plainPng,
  pngWith,
  pngWithChunk,
  stealthPng,
  userCommentIn,
} from '../testing/foreign-files.ts';
import { settingsInFile } from './read-file.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { saying } from '../../../native-models/words/saying.ts';

const fields = (known: Partial<KnownFields>): KnownFields => ({ ...nothingKnown, ...known });
const piece = (id: string, options = {}) => ({ id, options });
const lora = (name: string, rest: Partial<KnownLora>): KnownLora => ({ name, hash: null, weight: 1, textWeight: null, ...rest });
const left = (...names: string[]) => expect.arrayContaining(names.map((name) => expect.objectContaining({ name })));

const a1111Fields = fields({
  prompt: 'masterpiece, a red fox in snow, (sharp focus:1.2)\nsecond line',
  negativePrompt: 'blurry, low quality',
  promptSyntax: piece('a1111-weights@1'),
  model: { name: 'v1-5, pruned', hash: '6ce0161689' },
  width: 512,
  height: 768,
  seed: 1234567890,
  steps: 28,
  sampler: piece('dpmpp-2m@1'),
  schedule: piece('karras@1'),
  guidance: 6.5,
});

describe('A1111 and its kin', () => {
  it.each([
    ['PNG', () => pngWith({ parameters: a1111Text })],
    ['JPEG', () => userCommentIn('jpeg', a1111Text)],
    ['WebP', () => userCommentIn('webp', a1111Text)],
    ['AVIF', () => userCommentIn('avif', a1111Text)],
  ])('%s', async (_, file) => {
    expect(await settingsInFile(await file())).toEqual({
      tool: 'A1111',
      fields: a1111Fields,
      leftBehind: [{ name: 'Clip skip', value: '2' }],
      recipe: null,
      reason: null,
    });
  });

  const settings = async (line: string, words = 'a fox') => settingsInFile(await pngWith({ parameters: `${words}\n${line}` }));

  it('older versions have the schedule in the sampler', async () => {
    const read = await settings('Steps: 20, Sampler: DPM++ 2M SDE Karras, CFG scale: 7, Seed: 1, Size: 512x512');
    expect(read.fields).toMatchObject({ sampler: piece('dpmpp-2m-sde@1'), schedule: piece('karras@1') });
  });

  it('“Automatic” is what the sampler brings along', async () => {
    const schedule = async (sampler: string) =>
      (await settings(`Steps: 20, Sampler: ${sampler}, Schedule type: Automatic, CFG scale: 7, Seed: 1`)).fields.schedule?.id;
    expect([await schedule('DPM++ 3M SDE'), await schedule('Restart'), await schedule('Euler a')]).toEqual([
      'exponential@1',
      'karras@1',
      'normal@1',
    ]);
  });

  it('a second pass, and whose noise it is', async () => {
    const read = await settings(
      'Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x768, Variation seed: 9, Variation seed strength: 0.25, ENSD: 31337, RNG: CPU, Denoising strength: 0.45, Hires upscale: 1.5, Hires upscaler: Latent, Hires steps: 12',
    );
    expect(read.fields).toMatchObject({
      strength: null,
      noise: piece('a1111-cpu@1', { variationSeed: 9, variationStrength: 0.25, etaNoiseSeedDelta: 31337 }),
      hires: { width: 768, height: 1152, strength: 0.45, steps: 12, enlarge: 'latent' },
    });
    expect(read.leftBehind).toEqual([{ name: 'Hires upscaler', value: 'Latent' }]);
  });

  it('a picture that another was made from has its strength', async () => {
    expect((await settings('Steps: 20, Sampler: Euler, Seed: 5, Denoising strength: 0.6')).fields).toMatchObject({
      strength: 0.6,
      hires: null,
    });
  });

  it('Forge, SD.Next, Fooocus and ComfyUI by their versions', async () => {
    const tool = async (version: string) => (await settings(`Steps: 20, Sampler: Euler, Seed: 5, ${version}`)).tool;
    expect(
      await Promise.all(
        ['Version: f2.0.1v1.10.1-previous-659', 'App: SD.Next, Version: 0eb4a98', 'Version: Fooocus v2.5.5', 'Version: ComfyUI'].map(tool),
      ),
    ).toEqual(['Forge', 'SD.Next', 'Fooocus', 'ComfyUI']);
  });

  it('JSON and commas among the settings are kept apart', async () => {
    const read = await settings(
      'Steps: 20, Sampler: Euler, Seed: 5, Civitai resources: [{"a": "x, y: z"}, {"b": 2}], Hashes: {"model": "abc"}, Size: 64x64',
    );
    expect(read.fields).toMatchObject({ width: 64, height: 64 });
    expect(read.leftBehind).toEqual([
      { name: 'Civitai resources', value: '[{"a": "x, y: z"}, {"b": 2}]' },
      { name: 'Hashes', value: '{"model": "abc"}' },
    ]);
  });

  it('an unknown sampler is left behind, and so is a size that is none', async () => {
    const read = await settings('Steps: 20, Sampler: Warp Drive, Seed: -1, CFG scale: lots, Size: big');
    expect(read.fields).toEqual({
      ...nothingKnown,
      prompt: 'a fox',
      negativePrompt: '',
      promptSyntax: piece('a1111-weights@1'),
      steps: 20,
    });
    expect(read.leftBehind).toEqual(left('Sampler', 'Seed', 'CFG scale', 'Size'));
  });

  it('a prompt may speak of steps and have an empty negative one', async () => {
    const read = await settings('Steps: 3, Sampler: Euler, Seed: 5', 'Steps: 9, dancing\nSteps: 10, Seed: no\nNegative prompt:');
    expect(read.fields).toMatchObject({ prompt: 'Steps: 9, dancing\nSteps: 10, Seed: no', negativePrompt: '', steps: 3 });
  });
});

describe('ComfyUI', () => {
  const comfyFields = fields({
    prompt: 'a glass bottle, galaxy inside',
    negativePrompt: 'text, watermark',
    model: { name: 'dreamshaper_8', hash: null },
    width: 832,
    height: 1216,
    seed: 987654321,
    steps: 25,
    sampler: piece('dpmpp-2m-sde@1'),
    schedule: piece('karras@1'),
    guidance: 7,
    loras: [lora('ink', { weight: 0.8, textWeight: 0.7 })],
  });

  it.each([
    ['PNG', () => pngWith({ prompt: JSON.stringify(comfyPrompt), workflow: JSON.stringify(comfyWorkflow) })],
    [
      'PNG with Python’s NaN',
      () => pngWith({ prompt: JSON.stringify(comfyPrompt).replace('"batch_size":1', '"batch_size":1,"is_changed":[NaN]') }),
    ],
    ['WebP', () => comfyWebp(comfyPrompt, comfyWorkflow)],
  ])('the graph that was run: %s', async (_, file) => {
    const read = await settingsInFile(await file());
    expect(read).toMatchObject({ tool: 'ComfyUI', fields: comfyFields, reason: null });
    expect(read.leftBehind).toEqual([
      { name: 'ControlNetApplyAdvanced #12', value: 'strength: 0.5' },
      { name: 'ControlNetLoader #13', value: 'control_net_name: canny.safetensors' },
      { name: 'LoadImage #14', value: 'image: edges.png' },
    ]);
  });

  it('the editor’s own file', async () => {
    expect(await settingsInFile(await pngWith({ workflow: JSON.stringify(comfyWorkflow) }))).toMatchObject({
      tool: 'ComfyUI',
      fields: fields({
        prompt: 'a lighthouse',
        negativePrompt: 'fog',
        model: { name: 'v1-5', hash: null },
        width: 512,
        height: 512,
        seed: 42,
        steps: 20,
        sampler: piece('euler@1'),
        schedule: piece('normal@1'),
        guidance: 8,
      }),
    });
  });

  it('a sampler in parts', async () => {
    const graph = {
      1: {
        class_type: 'SamplerCustomAdvanced',
        inputs: { noise: ['2', 0], guider: ['3', 0], sampler: ['4', 0], sigmas: ['5', 0], latent_image: ['6', 0] },
      },
      2: { class_type: 'RandomNoise', inputs: { noise_seed: 77 } },
      3: { class_type: 'BasicGuider', inputs: { model: ['7', 0], conditioning: ['8', 0] } },
      4: { class_type: 'KSamplerSelect', inputs: { sampler_name: 'euler' } },
      5: { class_type: 'BasicScheduler', inputs: { scheduler: 'beta', steps: 4, denoise: 0.5, model: ['7', 0] } },
      6: { class_type: 'EmptySD3LatentImage', inputs: { width: 1024, height: 768, batch_size: 1 } },
      7: { class_type: 'UNETLoader', inputs: { unet_name: 'flux1-schnell.safetensors', weight_dtype: 'default' } },
      8: { class_type: 'FluxGuidance', inputs: { guidance: 3.5, conditioning: ['9', 0] } },
      9: { class_type: 'CLIPTextEncodeFlux', inputs: { clip_l: 'short', t5xxl: 'a long sentence', guidance: 3.5 } },
    };
    const { fields: read, leftBehind } = await settingsInFile(await pngWith({ prompt: JSON.stringify(graph) }));
    expect(read).toEqual(
      fields({
        prompt: 'a long sentence',
        model: { name: 'flux1-schnell', hash: null },
        seed: 77,
        steps: 4,
        width: 1024,
        height: 768,
        strength: 0.5,
        sampler: piece('euler@1'),
        schedule: piece('beta@1'),
      }),
    );
    expect(leftBehind).toContainEqual({ name: 'FluxGuidance #8', value: 'guidance: 3.5' });
  });

  it('of two passes the first has the seed, the size and the steps', async () => {
    const graph = {
      ...comfyPrompt,
      30: { class_type: 'LatentUpscaleBy', inputs: { scale_by: 2, samples: ['3', 0] } },
      31: {
        class_type: 'KSamplerAdvanced',
        inputs: {
          noise_seed: 1,
          steps: 10,
          cfg: 3,
          sampler_name: 'euler',
          scheduler: 'simple',
          positive: ['6', 0],
          negative: ['7', 0],
          latent_image: ['30', 0],
          model: ['4', 0],
        },
      },
      8: { class_type: 'VAEDecode', inputs: { samples: ['31', 0], vae: ['4', 2] } },
    };
    const read = await settingsInFile(await pngWith({ prompt: JSON.stringify(graph) }));
    expect(read.fields).toEqual(comfyFields);
    expect(read.leftBehind).toEqual(left('KSamplerAdvanced #31', 'LatentUpscaleBy #30'));
  });
});

describe('others', () => {
  it('InvokeAI since 3', async () => {
    const text = JSON.stringify({
      app_version: '5.4.0',
      generation_mode: 'txt2img',
      positive_prompt: 'landscape',
      negative_prompt: 'low quality',
      width: 768,
      height: 432,
      seed: 356120443,
      rand_device: 'cpu',
      cfg_scale: 7.5,
      steps: 50,
      scheduler: 'dpmpp_2m_sde_k',
      clip_skip: 0,
      model: { key: 'k', name: 'amixx', hash: 'blake3:12', base: 'sd-1', type: 'main' },
      loras: [{ model: { name: 'ink' }, weight: 0.7 }],
    });
    expect(await settingsInFile(await pngWith({ invokeai_metadata: text }))).toEqual({
      tool: 'InvokeAI',
      fields: fields({
        prompt: 'landscape',
        negativePrompt: 'low quality',
        width: 768,
        height: 432,
        seed: 356120443,
        guidance: 7.5,
        steps: 50,
        sampler: piece('dpmpp-2m-sde@1'),
        schedule: piece('karras@1'),
        model: { name: 'amixx', hash: 'blake3:12' },
        loras: [lora('ink', { weight: 0.7 })],
      }),
      leftBehind: [
        { name: 'rand_device', value: 'cpu' },
        { name: 'clip_skip', value: '0' },
      ],
      recipe: null,
      reason: null,
    });
  });

  it('InvokeAI’s graph, where nothing else of it is there', async () => {
    expect(await settingsInFile(await pngWith({ invokeai_graph: JSON.stringify(invokeGraph) }))).toEqual({
      tool: 'InvokeAI',
      fields: fields({
        prompt: 'a paper boat, (storm)1.2',
        negativePrompt: 'fog',
        width: 640,
        height: 448,
        seed: 77,
        steps: 24,
        guidance: 6.5,
        sampler: piece('euler-ancestral@1'),
        model: { name: 'dreamshaper-8', hash: 'blake3:ab12' },
        loras: [lora('ink', { hash: 'blake3:cd34', weight: 0.6 })],
      }),
      leftBehind: [{ name: 'controls', value: '["controlnet"]' }],
      recipe: null,
      reason: null,
    });
    // edges that go round in a ring, and nodes that are none
    const ring = {
      nodes: { a: { type: 'denoise_latents' }, b: { type: 'collect' }, c: null },
      edges: [
        ['b', 'collection', 'a', 'positive_conditioning'],
        ['b', 'collection', 'b', 'item'],
        ['b', 'value', 'b', 'value'],
        ['b', 'value', 'a', 'steps'],
      ].map(([source, out, destination, into]) => ({
        source: { node_id: source, field: out },
        destination: { node_id: destination, field: into },
      })),
    };
    expect(await settingsInFile(await pngWith({ invokeai_graph: JSON.stringify(ring) }))).toMatchObject({
      tool: 'InvokeAI',
      fields: { prompt: null },
      reason: expect.anything(),
    });
  });

  it('InvokeAI before 3, in both its forms', async () => {
    const expected = fields({
      prompt: 'a house',
      negativePrompt: 'ugly',
      width: 512,
      height: 640,
      seed: 42,
      steps: 30,
      guidance: 7.5,
      sampler: piece('lms@1'),
    });
    const sd = {
      model: 'stable diffusion',
      model_weights: 'stable-diffusion-1.5',
      model_hash: 'cc6cb27103',
      image: {
        prompt: [{ prompt: 'a house [ugly]', weight: 1 }],
        steps: 30,
        cfg_scale: 7.5,
        width: 512,
        height: 640,
        seed: 42,
        sampler: 'k_lms',
        type: 'txt2img',
        perlin: 0.1,
      },
    };
    expect(await settingsInFile(await pngWith({ 'sd-metadata': JSON.stringify(sd) }))).toMatchObject({
      tool: 'InvokeAI',
      fields: { ...expected, model: { name: 'stable-diffusion-1.5', hash: 'cc6cb27103' } },
      leftBehind: [{ name: 'image.perlin', value: '0.1' }],
    });
    expect(await settingsInFile(await pngWith({ Dream: '"a house [ugly]" -s 30 -S 42 -W 512 -H 640 -C 7.5 -A k_lms' }))).toMatchObject({
      tool: 'InvokeAI',
      fields: expected,
      leftBehind: [],
    });
  });

  const fooocus = {
    prompt: 'a cat',
    negative_prompt: 'dog',
    styles: "['Fooocus V2']",
    performance: 'Speed',
    steps: 30,
    resolution: '(1152, 896)',
    guidance_scale: 4,
    sharpness: 2,
    base_model: 'juggernautXL_v8Rundiffusion',
    base_model_hash: 'aeb7e9e689',
    sampler: 'dpmpp_2m_sde_gpu',
    scheduler: 'karras',
    seed: '4159895726312427',
    version: 'Fooocus v2.5.5',
  };
  it.each([
    ['PNG', () => pngWith({ parameters: JSON.stringify(fooocus), fooocus_scheme: 'fooocus' })],
    ['JPEG', () => userCommentIn('jpeg', JSON.stringify(fooocus))],
  ])('Fooocus: %s', async (_, file) => {
    const read = await settingsInFile(await file());
    expect(read).toMatchObject({
      tool: 'Fooocus',
      fields: fields({
        prompt: 'a cat',
        negativePrompt: 'dog',
        width: 1152,
        height: 896,
        steps: 30,
        guidance: 4,
        model: { name: 'juggernautXL_v8Rundiffusion', hash: 'aeb7e9e689' },
        sampler: piece('dpmpp-2m-sde@1'),
        schedule: piece('karras@1'),
        seed: 4159895726312427,
      }),
    });
    expect(read.leftBehind).toEqual(left('styles', 'performance', 'sharpness'));
  });

  const swarm = {
    sui_image_params: {
      prompt: 'a headshot',
      negativeprompt: '',
      model: 'Flux/flux1-dev-fp8',
      seed: 2042464333,
      steps: 25,
      cfgscale: 1,
      width: 512,
      height: 768,
      sampler: 'euler',
      scheduler: 'normal',
      loras: ['styles/ink'],
      loraweights: ['0.5'],
      swarm_version: '0.9.8.1',
    },
    sui_extra_data: { date: '2026-01-01' },
    sui_models: [{ name: 'styles/ink.safetensors', param: 'loras', hash: 'abc123' }],
  };
  it.each([
    ['PNG', () => pngWith({ parameters: JSON.stringify(swarm, null, 2) })],
    ['JPEG', () => userCommentIn('jpeg', JSON.stringify(swarm))],
  ])('SwarmUI: %s', async (_, file) => {
    expect(await settingsInFile(await file())).toMatchObject({
      tool: 'SwarmUI',
      fields: fields({
        prompt: 'a headshot',
        negativePrompt: '',
        model: { name: 'flux1-dev-fp8', hash: null },
        seed: 2042464333,
        steps: 25,
        guidance: 1,
        width: 512,
        height: 768,
        sampler: piece('euler@1'),
        schedule: piece('normal@1'),
        loras: [lora('ink', { weight: 0.5, hash: 'abc123' })],
      }),
      leftBehind: [],
    });
  });

  const novel = {
    Software: 'NovelAI',
    Description: '1girl, {{smile}}',
    Source: 'NovelAI Diffusion V3 7BCCAA2C',
    Comment: JSON.stringify({
      steps: 28,
      height: 1216,
      width: 832,
      scale: 5,
      seed: 1881,
      sampler: 'k_euler_ancestral',
      noise_schedule: 'karras',
      uc: 'lowres',
      sm: true,
    }),
  };
  it.each([
    ['in the open', () => pngWith(novel)],
    ['hidden in the pixels', () => stealthPng(JSON.stringify(novel))],
    ['hidden as it is', () => stealthPng(JSON.stringify(novel), 'stealth_pnginfo')],
    ['hidden in the colours', () => stealthPng(JSON.stringify(novel), 'stealth_rgbcomp')],
    ['hidden in the colours as it is', () => stealthPng(JSON.stringify(novel), 'stealth_rgbinfo')],
  ])('NovelAI, %s', async (_, file) => {
    expect(await settingsInFile(await file())).toMatchObject({
      tool: 'NovelAI',
      fields: fields({
        prompt: '1girl, {{smile}}',
        negativePrompt: 'lowres',
        model: { name: 'NovelAI Diffusion V3 7BCCAA2C', hash: null },
        width: 832,
        height: 1216,
        seed: 1881,
        steps: 28,
        guidance: 5,
        sampler: piece('euler-ancestral@1'),
        schedule: piece('karras@1'),
      }),
      leftBehind: [{ name: 'sm', value: 'true' }],
    });
  });

  it('Draw Things', async () => {
    const said = JSON.stringify({
      c: 'a boat & <sea>',
      uc: 'rain',
      model: 'sd_v1.5_f16.ckpt',
      sampler: 'DPM++ 2M Karras',
      scale: 7.5,
      seed: 12,
      seed_mode: 'Scale Alike',
      size: '512x768',
      steps: 30,
      strength: 1,
    });
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
      <xmp:CreatorTool>Draw Things</xmp:CreatorTool>
      <exif:UserComment><rdf:Alt>
        <rdf:li xml:lang="x-default">${said.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</rdf:li>
      </rdf:Alt></exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const expected = {
      tool: 'Draw Things',
      fields: fields({
        prompt: 'a boat & <sea>',
        negativePrompt: 'rain',
        model: { name: 'sd_v1.5_f16', hash: null },
        width: 512,
        height: 768,
        seed: 12,
        steps: 30,
        guidance: 7.5,
        sampler: piece('dpmpp-2m@1'),
        schedule: piece('karras@1'),
      }),
      leftBehind: [{ name: 'seed_mode', value: 'Scale Alike' }],
    };
    expect(await settingsInFile(await pngWith({ 'XML:com.adobe.xmp': xmp }))).toMatchObject(expected);
    expect(
      await settingsInFile(
        await sharp(await plainPng())
          .withXmp(xmp)
          .jpeg()
          .toBuffer(),
      ),
    ).toMatchObject(expected);
  });
});

describe('ours', () => {
  it.each(formatNames)('%s: the whole recipe, and A1111’s text alone', async (format) => {
    const file = await sharp(await plainPng())
      .toFormat(format)
      .toBuffer();
    const recipe = aRecipe({
      sampler: piece('dpmpp-2m@1'),
      schedule: piece('karras@1'),
      made: { engine: 'tincture 0.1.0', provider: 'cpu', fellBack: [] },
    });
    expect(await settingsInFile(writeMetadata(file, format, contentOf(recipe, 'all')))).toMatchObject({
      tool: 'Tincture',
      recipe,
      reason: null,
    });
    expect(await settingsInFile(writeMetadata(file, format, contentOf(recipe, 'a1111')))).toMatchObject({
      tool: 'Tincture',
      recipe: null,
      fields: {
        prompt: recipe.prompt,
        seed: 7,
        steps: 4,
        sampler: recipe.sampler,
        schedule: recipe.schedule,
        guidance: 5,
        width: 64,
        height: 64,
      },
    });
  });
});

describe('what is broken or misleading has a reason', () => {
  const reason = async (file: Buffer | Promise<Buffer>) => {
    const { tool, fields: read, reason: why } = await settingsInFile(await file);
    expect([tool, read]).toEqual([null, nothingKnown]);
    return why === null ? null : inEnglish(why);
  };
  const soup = 'Steps: 1\n1. Chop the onions, Servings: 4, Time: 30 min\nSteps: 2, stir';

  it('no picture, an empty file, a picture that says nothing', async () => {
    expect(await reason(Buffer.from('GIF89a'))).toBe('This is no PNG, JPEG, WebP or AVIF file.');
    expect(await reason(Buffer.alloc(0))).toBe('The file is empty.');
    expect(await reason(plainPng())).toBe('The file says nothing of how it was made.');
  });
  it('a recipe for soup', async () => {
    expect(await reason(pngWith({ parameters: soup }))).toBe('What the file says is no settings that are known here.');
  });
  it('a file that is cut off within its words', async () => {
    expect(await reason((await pngWith({ parameters: a1111Text })).subarray(0, 90))).toContain('The file is cut off.');
  });
  it('JSON that is cut off', async () => {
    expect(await reason(pngWith({ prompt: JSON.stringify(comfyPrompt).slice(0, -9) }))).toContain('“prompt” is broken JSON.');
  });
  it('a text that inflates without end', async () => {
    const bomb = Buffer.concat([Buffer.from('parameters\0\0'), deflateSync(Buffer.alloc(1 << 25))]);
    expect(await reason(pngWithChunk('zTXt', bomb))).toContain('larger than any text');
  });
  it('a graph without a sampler', async () => {
    expect(await reason(pngWith({ prompt: '{"1":{"class_type":"LoadImage","inputs":{}}}' }))).toContain('its graph has no sampler');
  });
  it('a recipe of ours that is broken, or of the future', async () => {
    expect(await reason(pngWith({ tincture: '{"version":99}' }))).toContain('broken, or newer');
  });
  it('JSON that is nested without end', async () => {
    const deep = `{"prompt":${'['.repeat(200_000)}`;
    expect(await reason(pngWith({ parameters: deep, prompt: deep }))).not.toBe(null);
  });

  it('a graph that leads back to itself ends', async () => {
    const graph = {
      1: {
        class_type: 'KSampler',
        inputs: { seed: ['4', 0], steps: 5, positive: ['2', 0], negative: ['2', 0], latent_image: ['1', 0], model: ['2', 0] },
      },
      2: { class_type: 'Reroute', inputs: { '': ['3', 0] } },
      3: { class_type: 'ConditioningCombine', inputs: { conditioning_1: ['2', 0], conditioning_2: ['3', 0] } },
      4: { class_type: 'Switch', inputs: { value: ['4', 0] } },
    };
    expect(await settingsInFile(await pngWith({ prompt: JSON.stringify(graph) }))).toMatchObject({
      tool: 'ComfyUI',
      fields: { prompt: null, seed: null, steps: 5 },
      reason: [saying('Its prompt could not be found.')],
    });
  });

  it('numbers beyond measure and values of wrong types stay behind, with every digit', async () => {
    const graph = structuredClone(comfyPrompt) as unknown as Record<string, { inputs: Record<string, unknown> }>;
    graph['3']!.inputs = { ...graph['3']!.inputs, seed: 7, steps: 1e9, cfg: 8, sampler_name: 5, scheduler: null, denoise: -3 };
    const text = JSON.stringify(graph).replace('"seed":7', '"seed":18446744073709551615').replace('"cfg":8', '"cfg":1e999');
    const read = await settingsInFile(await pngWith({ prompt: text }));
    expect(read.fields).toMatchObject({ seed: null, steps: null, guidance: null, sampler: null, schedule: null, strength: null });
    expect(read.leftBehind).toContainEqual({ name: 'seed', value: '18446744073709551615' });
    expect(read.leftBehind).toContainEqual({ name: 'cfg', value: '1e999' });
  });

  it('no bytes, texts or trees throw', async () => {
    const words = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc
        .constantFrom(a1111Text, JSON.stringify(comfyPrompt), JSON.stringify(comfyWorkflow), soup)
        .chain((text) =>
          fc
            .tuple(fc.nat(text.length), fc.nat(20), fc.string())
            .map(([from, length, put]) => text.slice(0, from) + put + text.slice(from + length)),
        ),
    );
    const keyword = fc.constantFrom(
      'parameters',
      'prompt',
      'workflow',
      'Comment',
      'Dream',
      'sd-metadata',
      'invokeai_metadata',
      'tincture',
      'XML:com.adobe.xmp',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keyword, words, { noNullPrototype: true }), async (texts) => {
        const { reason: why, tool } = await settingsInFile(await pngWith(texts));
        expect(tool !== null || why !== null).toBe(true);
      }),
      { numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (tree) => {
        const text =
          JSON.stringify({
            1: { class_type: 'KSampler', inputs: { latent_image: ['1', 0], positive: ['1', 0], anything: tree } },
            2: tree,
          }) ?? '';
        await settingsInFile(await pngWith({ prompt: text, parameters: text }));
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});
