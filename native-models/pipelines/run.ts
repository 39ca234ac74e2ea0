import type { ConditionName } from '../denoisers/guidance/guidance.ts';
import type { Latent } from '../latent.ts';
import { noiseById } from '../noise/index.ts';
import type { PictureNoise } from '../noise/noise.ts';
import { refusing } from './errors.ts';
import type { Model } from './model.ts';
import type { Pixels } from './pixels.ts';
import { type Planner, plannerFor } from './planner.ts';
import { batchedNetworks } from './stages/batching.ts';
import { conditionOf, type Texts, textsOf } from './stages/conditions.ts';
import { denoiseSteps, type RunStep } from './stages/denoise.ts';
import { guidanceFor, predictWith } from './stages/guide.ts';
import { enlargeLatent, enlargePixels } from './stages/hires.ts';
import { batchNetwork, type CallCounter, type LatentShape, singleNetworks } from './stages/network.ts';
import { type Start, startFromLatent, startFromNoise, startFromPixels, startFromSource, type Tools } from './stages/start.ts';
import { decoderFor } from './stages/tiles.ts';
import { decodeLatent } from './stages/vae.ts';
import type { PictureRequest } from './types.ts';

export type RunEvent =
  | Readonly<{ kind: 'encoding' }>
  | Readonly<{ kind: 'step'; step: RunStep; index: number; count: number; decode: (latent: Latent) => Promise<Pixels> }>
  | Readonly<{ kind: 'decoding' }>;

export type RunResult = Readonly<{ pixels: Pixels; calls: number; warnings: readonly string[] }>;

/** What a run may use beside its model. */
export type Companions = Readonly<{
  /** The weaker model of autoguidance. */
  weak?: Model;
}>;

type Size = Readonly<{ width: number; height: number }>;

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

/** The network of a model under any condition of a pass. */
const networksOf = async (run: Run, model: Model, texts: Texts, size: Size, extra: Float32Array | null) => {
  const session = await batchNetwork(model, shapeFor(model, size), extra);
  const most = batchOf(model);
  const bind = most > 1 ? batchedNetworks(session, most, run.counter) : singleNetworks(session, run.counter);
  return async (name: ConditionName) => bind(conditionOf(model, await texts(name), name, size, run.request.guidance.scale));
};

/** How many pictures go through the network together. A batch is free on a GPU and twice the work on a processor; graphs of a fixed batch have no choice. */
const batchOf = ({ provider, parts }: Model): number => {
  const { batch } = parts.denoiser.role;
  if (typeof batch === 'number') return batch;
  return provider === 'cpu' ? 1 : Infinity;
};

/** One descent from noise to a clean latent: network, guidance, sampler. */
async function* samplePass(run: Run, size: Size, tools: Tools, start: Start): AsyncGenerator<RunStep, Latent, void> {
  const { model, weak, request, planner, signal } = run;
  const { plan } = tools;
  const own = await networksOf(run, model, run.texts, size, start.extra);
  const networkOf = async (name: ConditionName) =>
    name === 'weak' && weak !== null ? (await networksOf(run, weak, run.weakTexts, size, null))('positive') : own(name);
  const planOf = (name: ConditionName) => (name === 'weak' && weak !== null ? planner.planFor(weak, tools.passSettings) : plan);
  const guided = guidanceFor(
    model,
    request,
  )({
    sigmas: plan.sigmas,
    precondition: plan.precondition,
    channels: tools.shape.channels,
    predict: predictWith(networkOf, planOf, batchOf(model) > 1),
  });
  return yield* denoiseSteps({ plan, denoise: plan.limited(guided), start, noise: tools.noise, signal });
}

/** Steps as events, numbered over all passes: `done` before, `after` still to come. */
async function* reported(
  steps: AsyncGenerator<RunStep, Latent, void>,
  done: number,
  after: number,
  decode: (latent: Latent) => Promise<Pixels>,
): AsyncGenerator<RunEvent, Latent, void> {
  let item = await steps.next();
  for (; item.done !== true; item = await steps.next()) {
    const { index, count } = item.value.step;
    yield { kind: 'step', step: item.value, index: done + index, count: done + count + after, decode };
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
  const noisePiece = refusing('piece-unknown', () => noiseById(request.noise.id));
  const createNoise = (): PictureNoise =>
    refusing('piece-refused', () => noisePiece.create({ seed: request.seed, options: request.noise.options }));
  const toolsFor = (size: Size, steps: number, strength: number | null): Tools => {
    const passSettings = { steps, strength };
    return { model, plan: planner.planFor(model, passSettings), passSettings, shape: shapeFor(model, size), noise: createNoise(), signal };
  };
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
  await texts('positive');

  const { hires } = request;
  const tools = toolsFor(request, request.steps, request.source?.strength ?? null);
  const second = hires == null ? null : toolsFor(hires, hires.steps, hires.strength);
  const decodeAt =
    ({ shape }: Tools) =>
    (latent: Latent): Promise<Pixels> =>
      decodeLatent(model, decoderFor(model, shape), latent, shape, signal);

  const start = request.source === null ? startFromNoise(tools) : await startFromSource(tools, request.source);
  const after = second === null ? 0 : second.plan.sigmas.length - 1;
  const clean = yield* reported(samplePass(run, request, tools, start), 0, after, decodeAt(tools));
  if (hires == null || second === null) {
    yield { kind: 'decoding' };
    return { pixels: await decodeAt(tools)(clean), calls: run.counter.count, warnings };
  }

  const enlarged =
    hires.enlarge === 'latent'
      ? startFromLatent(second, enlargeLatent(clean, tools.shape, second.shape))
      : await startFromPixels(second, enlargePixels(await decodeAt(tools)(clean), hires.width, hires.height));
  const done = tools.plan.sigmas.length - 1;
  const large = yield* reported(samplePass(run, hires, second, enlarged), done, 0, decodeAt(second));
  yield { kind: 'decoding' };
  return { pixels: await decodeAt(second)(large), calls: run.counter.count, warnings };
}
