import { inEnglish } from '../words/sentence.ts';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphBytes } from '../sessions/test-graphs.ts';
import type { TestedPart } from '../self-test/parts.ts';
import { readModelFolder } from './folder.ts';
import { PictureError } from './errors.ts';
import { closeModel, inspectModel, openModel } from './index.ts';
import { copyOf, tinyModel } from './test-model.ts';
import { saying } from '../words/saying.ts';

const errorOf = (promise: Promise<unknown>): Promise<PictureError | null> =>
  promise.then(
    () => null,
    (error: unknown) => {
      if (error instanceof PictureError) return error;
      throw error;
    },
  );

const codeOf = async (promise: Promise<unknown>): Promise<string | null> => (await errorOf(promise))?.code ?? null;

const port = (name: string, shape: readonly (number | string)[], type: 'float16' | 'bfloat16' = 'float16') => ({ name, type, shape });

/** Damages a copy of a good model; gives what inspectModel says and what openModel refuses. */
const after = async (damage: (folder: string) => void, name = 'sd15-tiny') => {
  using copy = copyOf(name);
  damage(copy.folder);
  const description = await inspectModel(copy.folder);
  const error = await errorOf(openModel(copy.folder, { provider: 'cpu' }));
  return { description, problems: description.problems, code: error?.code ?? null, refusal: error?.words ?? null };
};

describe('inspectModel', () => {
  it.each([
    [
      'sd15-tiny',
      {
        family: 'sd1',
        distilled: 'none',
        predicts: 'epsilon',
        tasks: ['text-to-image', 'image-to-image', 'inpaint'],
        scheduler: 'PNDMScheduler',
      },
    ],
    ['sd15-tiny-fp16', { family: 'sd1', tasks: ['text-to-image'] }],
    ['sd15-inpaint-tiny', { family: 'sd1', tasks: ['inpaint'] }],
    ['sd2v-tiny', { predicts: 'v_prediction', scheduler: 'DDIMScheduler' }],
    ['sdxl-tiny', { family: 'sdxl', distilled: 'none' }],
    ['lcm-tiny', { distilled: 'lcm', defaults: { steps: 4 } }],
  ])('says what %s is', async (name, expected) => {
    const description = await inspectModel(tinyModel(name));
    expect(description).toMatchObject(expected);
    expect(description).toMatchObject({ name, problems: [], warnings: [], sizes: { multiple: 16, fixed: null } });
    expect(description.defaults).toMatchObject({ width: 64, height: 64 });
  });

  it('lists components with file, size and type', async () => {
    const { components } = await inspectModel(tinyModel('sdxl-tiny'));
    expect(components.map(({ role }) => role)).toEqual(['text-encoder', 'text-encoder-2', 'denoiser', 'vae-decoder', 'vae-encoder']);
    expect(components[2]).toEqual({ role: 'denoiser', file: join('unet', 'model.onnx'), bytes: 1357423, dtype: 'float32' });
    expect((await inspectModel(tinyModel('sd15-tiny-fp16'))).components.map(({ dtype }) => dtype)).toEqual([
      'float16',
      'float16',
      'float16',
    ]);
  });

  it('reads what the graphs are from their ports: folders by other names will do', async () => {
    const { description, code } = await after((folder) => {
      renameSync(join(folder, 'unet'), join(folder, 'zebra'));
      renameSync(join(folder, 'vae_decoder'), join(folder, 'a'));
      renameSync(join(folder, 'text_encoder', 'model.onnx'), join(folder, 'words.onnx'));
      rmSync(join(folder, 'model_index.json'));
    });
    expect(description.components.map(({ role }) => role).toSorted()).toEqual(['denoiser', 'text-encoder', 'vae-decoder', 'vae-encoder']);
    expect(code).toBeNull();
  });

  it('takes tincture.json for name, licence, what it is, defaults and examples', async () => {
    const { description } = await after((folder) =>
      writeFileSync(
        join(folder, 'tincture.json'),
        JSON.stringify({
          name: 'Starter',
          licence: 'MIT',
          about: 'Draws 48 things.',
          defaults: { steps: 12, guidance: 3, sampler: 'heun@1', prior: { id: 'pfgmpp@1', options: { extraDimensions: 64 } } },
          sizes: { max: 128 },
          examples: ['a cat'],
        }),
      ),
    );
    expect(description).toMatchObject({
      name: 'Starter',
      licence: 'MIT',
      about: 'Draws 48 things.',
      defaults: { width: 64, steps: 12, guidance: 3, sampler: 'heun@1', prior: { id: 'pfgmpp@1', options: { extraDimensions: 64 } } },
      sizes: { multiple: 16, max: 128 },
      examples: ['a cat'],
    });
  });

  it.each([
    ['EulerAncestralDiscreteScheduler', 'epsilon', 'turbo'],
    ['EulerDiscreteScheduler', 'v_prediction', 'none'],
    ['LCMScheduler', 'epsilon', 'lcm'],
  ])('takes %s with %s, trailing, for %s', async (name, prediction, distilled) => {
    const { description } = await after((folder) =>
      writeFileSync(
        join(folder, 'scheduler/scheduler_config.json'),
        JSON.stringify({ _class_name: name, prediction_type: prediction, timestep_spacing: 'trailing' }),
      ),
    );
    expect(description.distilled).toBe(distilled);
  });

  it('guesses the scheduler where there is none, and says so', async () => {
    const { description, code } = await after((folder) => rmSync(join(folder, 'scheduler'), { recursive: true }));
    expect(description.scheduler).toBeNull();
    expect(description.warnings[0]).toEqual(saying(/no scheduler_config.json/));
    expect(code).toBeNull();
  });
});

describe('a model folder with something wrong', () => {
  it.each<[string, (folder: string) => void, string, RegExp]>([
    [
      'a component missing',
      (f) => rmSync(join(f, 'unet'), { recursive: true }),
      'model-incomplete',
      /no denoising network \(usually “unet\/model.onnx”\)/,
    ],
    ['the decoder missing', (f) => rmSync(join(f, 'vae_decoder/model.onnx')), 'model-incomplete', /no VAE decoder/],
    ['the tokenizer missing', (f) => rmSync(join(f, 'tokenizer'), { recursive: true }), 'model-incomplete', /no tokenizer/],
    ['half a tokenizer', (f) => rmSync(join(f, 'tokenizer/merges.txt')), 'config-invalid', /tokenizer in “tokenizer” cannot be used/],
    ['a truncated graph', (f) => truncateSync(join(f, 'unet/model.onnx'), 600_000), 'file-damaged', /“unet\/model.onnx” is cut off/],
    ['an empty graph', (f) => truncateSync(join(f, 'unet/model.onnx'), 0), 'file-damaged', /“unet\/model.onnx” is empty/],
    [
      'random bytes',
      (f) => writeFileSync(join(f, 'vae_decoder/model.onnx'), Buffer.alloc(50_000, 'kX7')),
      'file-damaged',
      /“vae_decoder\/model.onnx”/,
    ],
    ['a configuration cut off', (f) => truncateSync(join(f, 'unet/config.json'), 100), 'config-invalid', /“unet\/config.json” is cut off/],
    [
      'a configuration that is a list',
      (f) => writeFileSync(join(f, 'model_index.json'), '[]'),
      'config-invalid',
      /“model_index.json” is not a JSON object/,
    ],
    [
      'an impossible configuration',
      (f) => writeFileSync(join(f, 'vae_decoder/config.json'), '{"scaling_factor": "big"}'),
      'config-invalid',
      /“vae_decoder\/model.onnx: config.json” says something impossible at “scaling_factor”/,
    ],
    ['an absurdly large configuration', (f) => truncateSync(join(f, 'unet/config.json'), 100 * 2 ** 20), 'file-too-large', /100 MB/],
    [
      'a link out of the folder',
      (f) => {
        rmSync(join(f, 'unet/config.json'));
        symlinkSync('/etc/hostname', join(f, 'unet/config.json'));
      },
      'path-unsafe',
      /“unet\/config.json” is a link to a place outside/,
    ],
  ])('%s', async (_what, damage, expectedCode, sentence) => {
    const { problems, code } = await after(damage);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual(saying(sentence));
    expect(code).toBe(expectedCode);
  });

  it('is refused in every language', async () => {
    const { problems, refusal } = await after((folder) => rmSync(join(folder, 'unet'), { recursive: true }));
    expect(problems).toEqual([expect.objectContaining({ id: expect.any(String) })]);
    expect(refusal).toEqual(problems);
  });

  it('is refused in one sentence where another machine is needed', async () => {
    const unet = (domain: string, type: 'float16' | 'bfloat16') =>
      graphBytes({
        inputs: [port('sample', ['b', 4, 'h', 'w'], type), port('timestep', [1]), port('encoder_hidden_states', ['b', 77, 768])],
        outputs: [port('out_sample', ['b', 4, 'h', 'w'])],
        nodes: [{ op: 'GroupNorm', domain, inputs: ['sample'], outputs: ['out_sample'] }],
      });
    const fused = await after((f) => writeFileSync(join(f, 'unet/model.onnx'), unet('com.microsoft', 'float16')));
    expect(fused.code).toBe('operator-unsupported');
    expect(fused.problems).toEqual([saying(/fused for an NVIDIA card \(com.microsoft\/GroupNorm\)/)]);
    const brain = await after((f) => writeFileSync(join(f, 'unet/model.onnx'), unet('', 'bfloat16')));
    expect(brain.code).toBe('type-unsupported');
    expect(brain.problems).toEqual([saying(/bfloat16, which cannot be used here/)]);
    const flux = await after((f) =>
      writeFileSync(
        join(f, 'unet/model.onnx'),
        graphBytes({
          inputs: [port('hidden_states', ['b', 'n', 64]), port('encoder_hidden_states', ['b', 's', 4096])],
          outputs: [port('out_hidden_states', ['b', 'n', 64])],
          nodes: [{ op: 'Identity', inputs: ['hidden_states'], outputs: ['out_hidden_states'] }],
        }),
      ),
    );
    expect(flux.code).toBe('model-unsupported');
    expect(flux.problems).toEqual([saying(/transformer model/)]);
  });

  it('is not found, or holds no model', async () => {
    expect(await codeOf(inspectModel('/nowhere/at/all'))).toBe('model-not-found');
    using copy = copyOf('sd15-tiny');
    mkdirSync(join(copy.folder, 'empty'));
    expect((await inspectModel(join(copy.folder, 'empty'))).problems[0]).toEqual(saying(/no ONNX graph/));
    expect(await codeOf(openModel(join(copy.folder, 'model_index.json'), { provider: 'cpu' }))).not.toBeNull();
  });
});

describe('openModel', () => {
  it('falls back to the processor where the provider cannot be had, and says so', async () => {
    const model = await openModel(tinyModel('sd15-tiny'), { provider: 'cuda' });
    expect(model.provider).toBe('cpu');
    expect(inEnglish(model.refusal ?? '')).toMatch(/The chosen provider could not open/);
    await closeModel(model);
    await closeModel(model);
  });

  it('keeps a model off a provider that has what it needs wrong', async () => {
    const refusalOf = async (model: Parameters<typeof openModel>[0], distrusts: readonly TestedPart[]): Promise<string | null> => {
      const opened = await openModel(model, { provider: 'webgpu', distrusts });
      await closeModel(opened);
      expect(opened.provider).toBe('cpu');
      return opened.refusal === null ? null : inEnglish(opened.refusal);
    };
    const half = 'text_encoder/model.onnx” needs float16, which WebGPU had wrong in its self-test.';
    expect(await refusalOf(tinyModel('sd15-tiny-fp16'), ['float16'])).toContain(half);
    expect(await refusalOf(tinyModel('sd15-tiny-fp16'), ['MultiHeadAttention'])).not.toContain('self-test');
    const source = await readModelFolder(tinyModel('sd15-tiny'));
    const components = source.components.map((part) =>
      part.file === 'unet/model.onnx' ? { ...part, operators: new Set([...part.operators, 'com.microsoft/MultiHeadAttention']) } : part,
    );
    const fused = 'unet/model.onnx” needs fused attention (MultiHeadAttention), which WebGPU had wrong';
    expect(await refusalOf({ ...source, components }, ['MultiHeadAttention'])).toContain(fused);
    expect(await refusalOf(source, ['MultiHeadAttention', 'float16'])).not.toContain('self-test');
  });

  it('does not change the files', async () => {
    using copy = copyOf('sd15-tiny');
    const before = readFileSync(join(copy.folder, 'unet/model.onnx'));
    await closeModel(await openModel(copy.folder, { provider: 'cpu' }));
    expect(readFileSync(join(copy.folder, 'unet/model.onnx')).equals(before)).toBe(true);
  });
});
