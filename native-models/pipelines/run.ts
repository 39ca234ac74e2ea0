import { placeOf } from '../denoisers/guidance/curve.ts';
import type { ConditionName } from '../denoisers/guidance/guidance.ts';
import type { Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';
import type { Model } from './model.ts';
import type { Pixels } from './pixels.ts';
import { type Planner, plannerFor } from './planner.ts';
import { batchedNetworks } from './stages/batching.ts';
import { conditionOf, type Texts, textsOf } from './stages/conditions.ts';
import { denoiseSteps, type RunStep } from './stages/denoise.ts';
import { guidanceFor, predictWith } from './stages/guide.ts';
import { resizeLatent, enlargePixels } from './stages/hires.ts';
import { batchNetwork, type CallCounter, type LatentShape, singleNetworks } from './stages/network.ts';
import { decodePreview } from './stages/preview.ts';
import { openNoise } from './stages/run-noise.ts';
import { type Start, startFromLatent, startFromNoise, startFromPixels, startFromSource, type Tools } from './stages/start.ts';
import type { Text } from './stages/text.ts';
import type { Place } from './stages/text-at.ts';
import { decoderFor } from './stages/tiles.ts';
import { decodeLatent } from './stages/vae.ts';
import type { PictureRequest } from './types.ts';

export type RunEvent =
  | Readonly<{ kind: 'encoding' }>
  | Readonly<{ kind: 'step'; step: RunStep; index: number; count: number; preview: () => Promise<Pixels> }>
  | Readonly<{ kind: 'decoding' }>;

export type RunResult = Readonly<{ pixels: Pixels; calls: number; warnings: readonly string[] }>;

/** What a run may use beside its model. */
export type Companions = Readonly<{
  /** The weaker model of autoguidance. */
  weak?: Model;
}>;

type Size = Readonly<{ width: number; height: number }>;

/** One descent; `before` counts the steps of an earlier pass. */
type Pass = Readonly<{ size: Size; tools: Tools; start: Start; before: number }>;

const shapeFor = ({ parts: { vae } }: Model, { width, height }: Size): LatentShape => ({
  channels: vae.channels,
  width: width / vae.factor,
  height: height / vae.factor,
});

/** What all passes of a run share. */
type Run = Readonly<{
  model: Model;
  weak: Model | null;
  request: PictureRequest;
  planner: Planner;
  texts: Texts;
  weakTexts: Texts;
  counter: CallCounter;
  signal: AbortSignal;
}>;

/** The denoisers of a model in one pass, by text: a prompt that changes over the steps has several. */
const denoisersOf = async (run: Run, model: Model, texts: Texts, pass: Pass, extra: Float32Array | null) => {
  const { size, tools } = pass;
  const plan = model === run.model ? tools.plan : run.planner.planFor(model, tools.passSettings);
  const session = await batchNetwork(model, shapeFor(model, size), extra);
  const most = batchOf(model);
  const bind = most > 1 ? batchedNetworks(session, most, run.counter) : singleNetworks(session, run.counter);
  const known = new Map<Text, Denoise>();
  return async (name: ConditionName, place: Place): Promise<Denoise> => {
    const text = await texts(name, place);
    const denoise = known.get(text) ?? plan.denoiser(bind(conditionOf(model, text, name, size, run.request.guidance.scale)));
    known.set(text, denoise);
    return denoise;
  };
};

/** How many pictures go through the network together. A batch is free on a GPU and twice the work on a processor; graphs of a fixed batch have no choice. */
const batchOf = ({ provider, parts }: Model): number => {
  const { batch } = parts.denoiser.role;
  if (typeof batch === 'number') return batch;
  return provider === 'cpu' ? 1 : Infinity;
};

/** One descent from noise to a clean latent: network, guidance, sampler. */
async function* samplePass(run: Run, pass: Pass): AsyncGenerator<RunStep, Latent, void> {
  const { model, weak, request, signal } = run;
  const { tools, start, before } = pass;
  const { plan } = tools;
  const own = await denoisersOf(run, model, run.texts, pass, start.extra);
  const weaker = weak === null ? null : await denoisersOf(run, weak, run.weakTexts, pass, null);
  const count = plan.sigmas.length - 1;
  const denoiserOf = (name: ConditionName, sigma: number): Promise<Denoise> => {
    const place = { index: Math.min(Math.floor(placeOf(plan.sigmas, sigma)), count - 1), count, before };
    return name === 'weak' && weaker !== null ? weaker('positive', place) : own(name, place);
  };
  const guided = guidanceFor(
    model,
    request,
  )({
    sigmas: plan.sigmas,
    precondition: plan.precondition,
    channels: tools.shape.channels,
    predict: predictWith(denoiserOf, batchOf(model) > 1),
  });
  return yield* denoiseSteps({ plan, denoise: plan.limited(guided), start, noise: tools.noise.steps(plan), signal });
}

/** Steps as events, numbered over all passes: `done` before, `after` still to come. */
async function* reported(
  steps: AsyncGenerator<RunStep, Latent, void>,
  done: number,
  after: number,
  previewOf: (latent: Latent) => Promise<Pixels>,
): AsyncGenerator<RunEvent, Latent, void> {
  let item = await steps.next();
  for (; item.done !== true; item = await steps.next()) {
    const { index, count, denoised } = item.value.step;
    yield { kind: 'step', step: item.value, index: done + index, count: done + count + after, preview: () => previewOf(denoised) };
  }
  return item.value;
}

/** Makes one picture, as numbers. The stages in order: encode, start, denoise (perhaps again, larger), decode. */
export async function* runRequest(
  model: Model,
  request: PictureRequest,
  signal: AbortSignal,
  { weak }: Companions = {},
): AsyncGenerator<RunEvent, RunResult, void> {
  const warnings: string[] = [...model.description.warnings];
  yield { kind: 'encoding' };
  const planner = plannerFor(request, warnings);
  const toolsFor = (size: Size, steps: number, strength: number | null): Tools => {
    const passSettings = { steps, strength };
    const shape = shapeFor(model, size);
    return { model, plan: planner.planFor(model, passSettings), passSettings, shape, noise: openNoise(request, shape), signal };
  };
  if (request.source !== null && model.parts.vaeEncoder?.role.gives === 'sample') {
    warnings.push('The model’s VAE encoder may draw by itself: then the same seed gives another picture each time.');
  }
  const texts = textsOf(model, request, signal, warnings);
  const run: Run = {
    model,
    weak: weak ?? null,
    request,
    planner,
    texts,
    weakTexts: weak === undefined ? texts : textsOf(weak, request, signal, warnings),
    counter: { count: 0 },
    signal,
  };
  const { hires } = request;
  const tools = toolsFor(request, request.steps, request.source?.strength ?? null);
  await texts('positive', { index: 0, count: tools.plan.sigmas.length - 1, before: 0 });
  const second = hires == null ? null : toolsFor(hires, hires.steps, hires.strength);
  const previewAt =
    ({ shape }: Tools) =>
    (latent: Latent): Promise<Pixels> =>
      decodePreview(model, latent, shape, signal);
  const decodeAt =
    ({ shape }: Tools) =>
    (latent: Latent): Promise<Pixels> =>
      decodeLatent(model, decoderFor(model, shape), latent, shape, signal);

  const start = request.source === null ? startFromNoise(tools) : await startFromSource(tools, request.source);
  const after = second === null ? 0 : second.plan.sigmas.length - 1;
  const clean = yield* reported(samplePass(run, { size: request, tools, start, before: 0 }), 0, after, previewAt(tools));
  if (hires == null || second === null) {
    yield { kind: 'decoding' };
    return { pixels: await decodeAt(tools)(clean), calls: run.counter.count, warnings };
  }

  const enlarged =
    hires.enlarge === 'latent'
      ? startFromLatent(second, resizeLatent(clean, tools.shape, second.shape))
      : await startFromPixels(second, enlargePixels(await decodeAt(tools)(clean), hires.width, hires.height));
  const done = tools.plan.sigmas.length - 1;
  const large = yield* reported(samplePass(run, { size: hires, tools: second, start: enlarged, before: done }), done, 0, previewAt(second));
  yield { kind: 'decoding' };
  return { pixels: await decodeAt(second)(large), calls: run.counter.count, warnings };
}
