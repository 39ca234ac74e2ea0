import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { closeModel, type Model, openModel, type Piece, type PictureRequest, type Source } from '../pipelines/index.ts';
import { withScheduler } from '../pipelines/model.ts';
import { toUnitRows } from '../pipelines/pixels.ts';
import { resizeMask, resizePicture } from '../pipelines/resize.ts';
import { runRequest } from '../pipelines/run.ts';
import { withLoras } from '../pipelines/with-loras.ts';
import { asFields, asNumber, asNumbers, asString, type CaseRunner, type Fields, type Verdict } from './case.ts';
import { allOf, compare } from './compare.ts';
import { readLoras } from './loras.ts';

const optionalNumber = (value: unknown, name: string): number | null => (value == null ? null : asNumber(value, name));

/** Raw little-endian float32, in the shape that the case says. */
const readNumbers = async (folder: string, value: unknown, name: string): Promise<{ data: Float32Array; shape: readonly number[] }> => {
  const fields = asFields(value, name);
  const bytes = await readFile(join(folder, asString(fields['file'], `${name}.file`)));
  return { data: new Float32Array(new Uint8Array(bytes).buffer), shape: asNumbers(fields['shape'], `${name}.shape`) };
};

type Bytes = Readonly<{ width: number; height: number; data: Uint8Array }>;

/** Samples of every pixel as they are in the file. */
const readSamples = async (path: string): Promise<Bytes & { channels: number }> => {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data: new Uint8Array(data) };
};

/** Grey is three times the same; opacity is left out without blending (Pillow's `convert('RGB')`). */
const readImage = async (path: string): Promise<Bytes> => {
  const { width, height, channels, data } = await readSamples(path);
  const from = (pixel: number, channel: number): number => data[pixel * channels + (channels < 3 ? 0 : channel)]!;
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => from(Math.floor(i / 3), i % 3)) };
};

/** Colours count by ITU-R 601-2 luma in whole numbers (Pillow's `convert('L')`). */
const readMask = async (path: string): Promise<Bytes> => {
  const { width, height, channels, data } = await readSamples(path);
  const luma = (at: number): number =>
    channels < 3 ? data[at]! : (data[at]! * 19_595 + data[at + 1]! * 38_470 + data[at + 2]! * 7_471 + 0x8000) >> 16;
  return { width, height, data: Uint8Array.from({ length: width * height }, (_, pixel) => luma(pixel * channels)) };
};

/** Sides are cut down to a multiple of 8, as the references' image processor does where a case names no size. */
const multiple = 8;
const cut = (side: number): number => side - (side % multiple);

type Sized = Readonly<{ source: Source | null; width: number; height: number }>;

const readSource = async (folder: string, item: Fields): Promise<Sized> => {
  const named = { width: optionalNumber(item['width'], 'width'), height: optionalNumber(item['height'], 'height') };
  if (item['image'] === undefined) return { source: null, width: asNumber(named.width, 'width'), height: asNumber(named.height, 'height') };
  const image = await readImage(join(folder, asString(item['image'], 'image')));
  const width = named.width ?? cut(image.width);
  const height = named.height ?? cut(image.height);
  const mask = item['mask'] === undefined ? null : resizeMask(await readMask(join(folder, asString(item['mask'], 'mask'))), width, height);
  const strength = optionalNumber(item['strength'], 'strength') ?? 0.8;
  return { source: { image: resizePicture(image, width, height), strength, mask }, width, height };
};

/** The reference takes zeros only where no negative prompt is given; an empty one that is given gets encoded. Our requests do not tell them apart. */
const encodingEmptyNegative = (model: Model): Model => ({ ...model, parts: { ...model.parts, zeroEmptyNegative: false } });

const plain = (id: string): Piece => ({ id, options: {} });

const readRequest = async (folder: string, item: Fields): Promise<PictureRequest> => {
  const rescale = optionalNumber(item['guidance_rescale'], 'guidance_rescale') ?? 0;
  // the references' pipelines pass their own η to every scheduler that takes one
  const eta = optionalNumber(item['eta'], 'eta') ?? 0;
  return {
    ...(await readSource(folder, item)),
    prompt: asString(item['prompt'], 'prompt'),
    negativePrompt: item['negative_prompt'] == null ? '' : asString(item['negative_prompt'], 'negative_prompt'),
    seed: asNumber(item['seed'], 'seed'),
    steps: asNumber(item['num_inference_steps'], 'num_inference_steps'),
    sampler: { id: 'model@1', options: { eta } },
    schedule: plain('model@1'),
    guidance: { id: 'cfg@1', options: { rescale }, scale: asNumber(item['guidance_scale'], 'guidance_scale') },
    noise: plain('torch-cpu@1'),
    prior: plain('gaussian@1'),
    promptSyntax: plain('plain@1'),
  };
};

/** Every step's latents one after the other, and the picture as the references give it: 0…1, height × width × 3. */
const runCase = async (
  model: Model,
  request: PictureRequest,
): Promise<{ latents: readonly (readonly number[])[]; pixels: Float32Array }> => {
  const run = runRequest(model, request, new AbortController().signal);
  const latents: number[][] = [];
  let item = await run.next();
  for (; item.done !== true; item = await run.next()) if (item.value.kind === 'step') latents.push([...item.value.step.reference]);
  return { latents, pixels: toUnitRows(item.value.pixels) };
};

const meanVerdict = (found: ArrayLike<number>, expected: ArrayLike<number>, most: number): Verdict => {
  let sum = 0;
  for (let i = 0; i < expected.length; i++) sum += Math.abs(found[i]! - expected[i]!);
  const mean = sum / expected.length;
  return mean <= most
    ? { kind: 'ok', maxAbs: null }
    : { kind: 'failed', maxAbs: null, reason: `pixels: mean difference ${mean}, at most ${most}` };
};

/**
 * A whole run: prompt and settings in, latents after every step and pixels out. Samplers of second order may yield once a step where the reference
 * counts each network call: then the latents are compared where both have one, the last always.
 */
export const runPipeline: CaseRunner = async (file, item) => {
  const folder = dirname(file.path);
  const tolerance = asFields(item['tolerance'], 'tolerance');
  const expectedLatents = await readNumbers(folder, item['latents_per_step'], 'latents_per_step');
  const expectedPixels = await readNumbers(folder, item['expected_pixels'], 'expected_pixels');
  const opened = await openModel(join(folder, asString(item['model'], 'model')), { provider: 'cpu' });
  try {
    const adapted = await withLoras(opened, readLoras(folder, item));
    const scheduled = item['scheduler'] === undefined ? adapted : withScheduler(adapted, asFields(item['scheduler'], 'scheduler'));
    const model = item['negative_prompt'] === '' ? encodingEmptyNegative(scheduled) : scheduled;
    const { latents, pixels } = await runCase(model, await readRequest(folder, item));
    const steps = expectedLatents.shape[0]!;
    const size = expectedLatents.data.length / steps;
    const expectedAt = (step: number): Float32Array => expectedLatents.data.subarray(step * size, (step + 1) * size);
    const latentTolerance = { abs: asNumber(tolerance['latents_abs'], 'latents_abs'), rel: 0 };
    const compared = latents.length === steps ? latents.map((_, step) => step) : [steps - 1];
    return allOf([
      ...compared.map((step) =>
        compare(`latents[${step}]`, latents.length === steps ? latents[step]! : latents.at(-1)!, expectedAt(step), latentTolerance),
      ),
      compare('pixels', pixels, expectedPixels.data, { abs: asNumber(tolerance['pixels_abs'], 'pixels_abs'), rel: 0 }),
      meanVerdict(pixels, expectedPixels.data, asNumber(tolerance['pixels_mean_abs'], 'pixels_mean_abs')),
    ]);
  } finally {
    await closeModel(opened);
  }
};
