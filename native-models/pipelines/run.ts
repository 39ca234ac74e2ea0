import type { Network } from '../denoisers/network.ts';
import type { Latent } from '../latent.ts';
import { noiseById } from '../noise/index.ts';
import type { PictureNoise } from '../noise/noise.ts';
import type { Denoise } from '../samplers/sampler.ts';
import type { Plan } from '../schedules/plan.ts';
import { planRun } from '../schedules/plan-run.ts';
import { readSchedulerConfig } from '../schedules/scheduler-config.ts';
import { refusing } from './errors.ts';
import type { Model } from './model.ts';
import type { Pixels } from './pixels.ts';
import { batchedNetworks } from './stages/batching.ts';
import { type Conditions, conditionsFor, encodeTexts, type Texts } from './stages/conditions.ts';
import { denoiseSteps, type RunStep } from './stages/denoise.ts';
import { guide } from './stages/guide.ts';
import { batchNetwork, type CallCounter, type LatentShape, networkFor } from './stages/network.ts';
import { type Start, startFromNoise, startFromSource } from './stages/start.ts';
import { decoderFor } from './stages/tiles.ts';
import { decodeLatent } from './stages/vae.ts';
import type { Piece, PictureRequest } from './types.ts';

export type RunEvent =
  | Readonly<{ kind: 'encoding' }>
  | Readonly<{ kind: 'step'; step: RunStep; index: number; count: number; decode: (latent: Latent) => Promise<Pixels> }>
  | Readonly<{ kind: 'decoding' }>;

export type RunResult = Readonly<{ pixels: Pixels; calls: number; warnings: readonly string[] }>;

/** The model's own sampler or schedule goes by this name. */
const ownPiece = (piece: Piece): Piece | null => (piece.id.startsWith('model@') ? null : piece);

const shapeFor = ({ parts: { vae } }: Model, { width, height }: Readonly<{ width: number; height: number }>): LatentShape => ({
  channels: vae.channels,
  width: width / vae.factor,
  height: height / vae.factor,
});

const networksFor = async (
  model: Model,
  shape: LatentShape,
  start: Start,
  conditions: readonly Conditions['positive'][],
  counter: CallCounter,
): Promise<readonly Network[]> => {
  const run = await batchNetwork(model, shape, start.extra);
  const together = model.provider !== 'cpu' || typeof model.parts.denoiser.role.batch === 'number';
  return together ? batchedNetworks(run, conditions, counter) : conditions.map((condition) => networkFor(run, condition, counter));
};

type Pass = Readonly<{ width: number; height: number; plan: Plan; shape: LatentShape; noise: PictureNoise; start: Start }>;
type Shared = Readonly<{ model: Model; request: PictureRequest; texts: Texts; counter: CallCounter; signal: AbortSignal }>;

/** One descent from noise: network, guidance, sampler. Returns the clean latent. */
async function* samplePass(shared: Shared, pass: Pass): AsyncGenerator<RunStep, Latent, void> {
  const { model, request, texts, counter, signal } = shared;
  const { positive, negative } = conditionsFor(model, texts, pass, request.guidance.scale);
  const networks = await networksFor(model, pass.shape, pass.start, negative === null ? [positive] : [positive, negative], counter);
  const [conditional, unconditional] = networks.map((network): Denoise => pass.plan.denoiser(network));
  const denoise = pass.plan.limited(guide(request.guidance, pass.plan, conditional!, unconditional ?? null));
  return yield* denoiseSteps({ plan: pass.plan, denoise, start: pass.start, noise: pass.noise, signal });
}

/** Makes one picture, as numbers. The stages in order: encode, start, denoise, decode. */
export async function* runRequest(model: Model, request: PictureRequest, signal: AbortSignal): AsyncGenerator<RunEvent, RunResult, void> {
  const warnings: string[] = [...model.description.warnings];
  yield { kind: 'encoding' };
  const { parts: scheduler, warnings: unknown } = refusing('config-invalid', () => readSchedulerConfig(model.parts.scheduler));
  warnings.push(...unknown);
  const createNoise = (): PictureNoise =>
    refusing('piece-refused', () => noiseById(request.noise.id).create({ seed: request.seed, options: request.noise.options }));
  const planFor = (steps: number, strength: number | null): Plan =>
    refusing('piece-refused', () =>
      planRun(scheduler, {
        steps,
        strength,
        sampler: ownPiece(request.sampler),
        schedule: ownPiece(request.schedule),
        stepOptions: {},
        mu: null,
        imageTokens: null,
      }),
    );
  const counter: CallCounter = { count: 0 };
  const shape = shapeFor(model, request);
  const noise = createNoise();
  const plan = planFor(request.steps, request.source?.strength ?? null);
  const texts = await encodeTexts(model, request, signal, warnings);
  const shared: Shared = { model, request, texts, counter, signal };
  const tools = { model, plan, shape, noise, signal };
  const start = request.source === null ? startFromNoise(tools) : await startFromSource(tools, request.source);
  const decoder =
    (of: LatentShape) =>
    (latent: Latent): Promise<Pixels> =>
      decodeLatent(model, decoderFor(model, of), latent, of, signal);

  const steps = samplePass(shared, { ...request, plan, shape, noise, start });
  let item = await steps.next();
  for (; item.done !== true; item = await steps.next()) {
    const { step } = item.value;
    yield { kind: 'step', step: item.value, index: step.index, count: step.count, decode: decoder(shape) };
  }
  yield { kind: 'decoding' };
  const pixels = await decoder(shape)(item.value);
  return { pixels, calls: counter.count, warnings };
}
