import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckpointSize, writeRandomCheckpoint } from '../graphs/bench/random-checkpoint.ts';
import { mt19937 } from '../noise/mt19937.ts';
import { noiseById } from '../noise/index.ts';
import type { Numbers } from '../sessions/tensor.ts';
import { closeModel, generatePicture, inspectModel, type Model, openModel, type PictureRequest, type PictureResult } from './index.ts';
import { withScheduler } from './model.ts';
import { smallRequest, tinyModel } from './test-model.ts';

/** A network of eight input channels: four of the noisy latent, four of the picture's. */
const size: CheckpointSize = {
  unet: { widths: [32, 32], layers: 1, depths: [1, 0], contextWidth: 64, channels: 8, projection: 'convolution', addedWidth: 0 },
  clip: { width: 64, layers: 2, projection: 0 },
  openClip: null,
  vae: [32, 32, 32, 32],
};
const betas = { start: 0.00085, end: 0.012, count: 1000 } as const;
const scheduler = {
  _class_name: 'EulerDiscreteScheduler',
  beta_schedule: 'scaled_linear',
  beta_start: betas.start,
  beta_end: betas.end,
};
const home = mkdtempSync(join(tmpdir(), 'edit-'));
const path = join(home, 'edit.safetensors');

let model: Model;
beforeAll(async () => {
  writeRandomCheckpoint(path, size, mt19937(5).next);
  model = withScheduler(await openModel(path, { provider: 'cpu' }), scheduler);
});
afterAll(async () => {
  await closeModel(model);
  rmSync(home, { recursive: true });
});

const picture = { width: 64, height: 64, data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 37 + (i >> 6)) % 256) };
const source = { image: picture, strength: 0.6, mask: null };
const guided = (scale: number, imageScale: number): PictureRequest['guidance'] => ({
  id: 'image-and-text@1',
  options: { imageScale },
  scale,
});
const request: PictureRequest = {
  ...smallRequest,
  negativePrompt: 'fog',
  sampler: { id: 'model@1', options: {} },
  guidance: guided(7.5, 1.5),
  source,
};

const make = async (
  changes: Partial<PictureRequest> = {},
  on = model,
): Promise<PictureResult & Readonly<{ latent: Float64Array | null }>> => {
  const run = generatePicture(on, { ...request, ...changes }, new AbortController().signal);
  let latent: Float64Array | null = null;
  for (;;) {
    const item = await run.next();
    if (item.done === true) return { ...item.value, latent };
    if (item.value.kind === 'step') ({ latent } = item.value);
  }
};

/** σ(t) = √((1 − ᾱ_t)/ᾱ_t), between whole steps on the straight line. */
const sigmaAt = (): ((t: number) => number) => {
  let product = 1;
  const sigmas = Array.from({ length: betas.count }, (_, i) => {
    const root = Math.sqrt(betas.start) + ((Math.sqrt(betas.end) - Math.sqrt(betas.start)) * i) / (betas.count - 1);
    product *= 1 - root ** 2;
    return Math.sqrt((1 - product) / product);
  });
  return (t) => {
    const low = Math.min(Math.floor(t), betas.count - 2);
    return sigmas[low]! + (t - low) * (sigmas[low + 1]! - sigmas[low]!);
  };
};

/** The loop of the paper over the same sessions, as plain as it gets: Euler, three calls a step, eq. 3 on what the network says. */
const oracle = async (imageScale: number, textScale: number): Promise<readonly number[]> => {
  const [encoder, unet, vae] = await Promise.all(
    [model.parts.textEncoders[0]!, model.parts.denoiser, model.parts.vaeEncoder!].map(({ source: part }) => model.session(part)),
  );
  const encode = async (text: string): Promise<Numbers> => {
    const ids = model.tokenizers[0]!.window(text).ids;
    const results = await encoder!.run({ input_ids: { data: ids, dims: [1, ids.length] } }, ['last_hidden_state']);
    return results['last_hidden_state']!;
  };
  const [words, none] = [await encode(request.prompt), await encode(request.negativePrompt)];
  const pixels = new Float32Array(3 * 64 * 64);
  for (let point = 0; point < 64 * 64; point++)
    for (let colour = 0; colour < 3; colour++) pixels[colour * 64 * 64 + point] = (picture.data[3 * point + colour]! / 255) * 2 - 1;
  const { image, latent } = model.parts.vaeEncoder!.role;
  const parameters = await vae!.run({ [image.name]: { data: pixels, dims: [1, 3, 64, 64] } }, [latent.name]);
  const mean = Array.from(parameters[latent.name]!.data).slice(0, 256);

  const [at, steps] = [sigmaAt(), 3];
  const times = Array.from({ length: steps }, (_, i) => 999 - (999 * i) / (steps - 1));
  const sigmas = [...times.map(at), 0];
  const noise = noiseById('torch-cpu@1').create({ seed: request.seed, options: {} }).initial([4, 8, 8]);
  let x = Array.from(noise, (value) => value * sigmas[0]!);
  for (const [i, time] of times.entries()) {
    const ask = async (context: Numbers, told: readonly number[]): Promise<readonly number[]> => {
      const data = Float32Array.from([...x.map((value) => value / Math.sqrt(sigmas[i]! ** 2 + 1)), ...told]);
      const feeds = {
        sample: { data, dims: [1, 8, 8, 8] },
        timestep: { data: [time], dims: model.parts.denoiser.role.timestep.shape.length === 0 ? [] : [1] },
        encoder_hidden_states: context,
      };
      const { out_sample: said } = await unet!.run(feeds, ['out_sample']);
      return Array.from(said!.data);
    };
    const nothing = await ask(
      none,
      mean.map(() => 0),
    );
    const shown = await ask(none, mean);
    const told = await ask(words, mean);
    x = x.map((value, k) => {
      const epsilon = nothing[k]! + imageScale * (shown[k]! - nothing[k]!) + textScale * (told[k]! - shown[k]!);
      return value + epsilon * (sigmas[i + 1]! - sigmas[i]!);
    });
  }
  return x;
};

describe('a network that edits pictures (InstructPix2Pix)', () => {
  it('says what it is', async () => {
    expect(await inspectModel(path)).toMatchObject({ family: 'sd1', tasks: ['edit'], problems: [] });
  });

  it.each([
    { imageScale: 1.5, textScale: 7.5, calls: 9, why: 'three calls a step' },
    { imageScale: 1, textScale: 7.5, calls: 6, why: 'the picture’s own scale' },
    { imageScale: 2, textScale: 2, calls: 6, why: 'both alike' },
    { imageScale: 1.5, textScale: 0, calls: 6, why: 'no words' },
    { imageScale: 1, textScale: 1, calls: 3, why: 'neither' },
  ])('equation 3 at $imageScale and $textScale: $why', async ({ imageScale, textScale, calls }) => {
    const expected = await oracle(imageScale, textScale);
    const made = await make({ guidance: guided(textScale, imageScale) });
    expect(made.calls).toBe(calls);
    const largest = Math.max(...expected.map(Math.abs));
    const off = Math.max(...expected.map((value, i) => Math.abs(value - made.latent![i]!)));
    expect(off / largest).toBeLessThan(1e-4);
  });

  it('starts from noise alone: a strength means nothing', async () => {
    const [weak, strong] = [await make({ source: { ...source, strength: 0.1 } }), await make({ source: { ...source, strength: 1 } })];
    expect(weak.picture.data).toEqual(strong.picture.data);
    const other = { ...picture, data: picture.data.map((value) => 255 - value) };
    expect((await make({ source: { ...source, image: other } })).picture.data).not.toEqual(weak.picture.data);
  });

  it('tells the picture again, larger, in a second pass', async () => {
    const hires = { width: 96, height: 96, strength: 0.5, steps: 4, enlarge: 'latent' } as const;
    const made = await make({ hires });
    expect(made.picture).toMatchObject({ width: 96, height: 96 });
    expect(made.calls).toBe(9 + 6);
  });

  it('refuses what makes no sense for it, and its guidance elsewhere', async () => {
    await expect(make({ source: null })).rejects.toMatchObject({
      code: 'source-invalid',
      message: expect.stringContaining('edits a picture'),
    });
    const mask = { width: 64, height: 64, data: new Uint8Array(64 * 64) };
    await expect(make({ source: { ...source, mask } })).rejects.toMatchObject({ code: 'source-invalid' });
    const plain = await openModel(tinyModel('sd15-tiny'), { provider: 'cpu' });
    await expect(make({ source: null }, plain)).rejects.toMatchObject({ code: 'piece-refused' });
    await closeModel(plain);
  });
});
