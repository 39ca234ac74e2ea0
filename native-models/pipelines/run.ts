import type { GuidanceMemory } from '../denoisers/guidance/guidance.ts';
import type { Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';
import { PictureError } from './errors.ts';
import { editsPictures, estimatedBytes, type Model } from './model.ts';
import { fromPicture, type Pixels } from './pixels.ts';
import { type Planner, plannerFor } from './planner.ts';
import type { RunState } from './run-state.ts';
import { denoiseSteps, type RunStep } from './stages/denoise.ts';
import { resizeLatent, enlargePixels } from './stages/hires.ts';
import type { CallCounter, LatentShape } from './stages/network.ts';
import { decodePreview } from './stages/preview.ts';
import { openNoise } from './stages/run-noise.ts';
import { type Start, startEditing, startFromLatent, startFromNoise, startFromPixels, startFromSource, type Tools } from './stages/start.ts';
import { decoderFor } from './stages/tiles.ts';
import { decodeLatent, decodeOrExact, type Decoding } from './stages/vae.ts';
import { denoiserOfVoice, type Voice, voiceAt, voicesOf } from './stages/voices.ts';
import type { AfterTile } from './stages/tiled-predict.ts';
import type { Tiling } from './stages/tiling.ts';
import type { PictureRequest, Tiles } from './types.ts';
import { type Words, sentence } from '../words/sentence.ts';

export type RunEvent =
  | Readonly<{ kind: 'encoding' }>
  | Readonly<{
      kind: 'step';
      step: RunStep;
      index: number;
      count: number;
      preview: () => Promise<Pixels>;
      previewFits: boolean;
      state: () => RunState;
    }>
  | Readonly<{ kind: 'decoding' }>;

export type RunResult = Readonly<{ pixels: Pixels; calls: number; warnings: readonly Words[] }>;

/** What a run may use beside its model. */
export type Companions = Readonly<{
  /** The weaker model of autoguidance. */
  weak?: Model;
  /** Where an earlier run of the same request stood: this one goes on from there. */
  from?: RunState;
  /** Called, and waited for, after each tile that a network call is made of, in the middle of step `step` (from 1) of `steps`. */
  afterTile?: (at: TilePlace) => Promise<void>;
}>;

export type TilePlace = Readonly<{ step: number; steps: number; tile: number; tiles: number }>;

type Size = Readonly<{ width: number; height: number }>;

/** One descent. `before` counts the steps of an earlier pass, `after` those of a later one. */
type Pass = Readonly<{ pass: number; size: Size; tools: Tools; start: Start; before: number; after: number }>;

const shapeFor = ({ parts: { vae } }: Model, { width, height }: Size): LatentShape => ({
  channels: vae.channels,
  width: width / vae.factor,
  height: height / vae.factor,
});

/** Null where a tile holds all of it. */
const tilingFor = ({ parts: { vae } }: Model, size: Size, tiles: Tiles | null): Tiling | null => {
  if (tiles === null || (size.width <= tiles.width && size.height <= tiles.height)) return null;
  return { width: tiles.width / vae.factor, height: tiles.height / vae.factor, overlap: tiles.overlap / vae.factor };
};

/** What all passes of a run share. */
type Run = Readonly<{
  model: Model;
  weak: Model | null;
  request: PictureRequest;
  planner: Planner;
  voices: readonly Voice[];
  counter: CallCounter;
  warnings: readonly Words[];
  signal: AbortSignal;
  /** Decodes by the model as it is, or in float32. */
  decode: (by: (model: Model) => Promise<Pixels>) => Promise<Pixels>;
  afterTile: (at: TilePlace) => Promise<void>;
  /** Where it goes on from, until the pass that this was in is over. */
  from: RunState | null;
}>;

/** One descent from noise to a clean latent: network, guidance, sampler; its steps as events, numbered over all passes. */
async function* samplePass(run: Run, pass: Pass): AsyncGenerator<RunEvent, Latent, void> {
  const { model, weak, planner, voices, counter, signal } = run;
  const { size, tools, start, before, after } = pass;
  const { plan, noise } = tools;
  const steps = before + plan.sigmas.length - 1 + after;
  const from = run.from?.pass === pass.pass ? run.from : null;
  const memory: GuidanceMemory = { held: from?.guidance ?? null };
  let step = before + (from?.standing.index ?? 0);
  const afterTile: AfterTile = (tile, tiles) => run.afterTile({ step: step + 1, steps, tile, tiles });
  const speaking = { model, weak, planner, counter, size, tools, extra: start.extra, memory, before, afterTile };
  const known = new Map<Voice, Promise<Denoise>>();
  const denoise: Denoise = async (x, sigma, abort) => {
    const voice = voiceAt(voices, step);
    const opened = known.get(voice) ?? denoiserOfVoice(speaking, voice);
    known.set(voice, opened);
    return (await opened)(x, sigma, abort);
  };
  const denoising = denoiseSteps({ plan, denoise, start, noise: noise.steps(plan), signal, from });
  let item = await denoising.next();
  for (; item.done !== true; item = await denoising.next()) {
    const taken = item.value;
    const { index, denoised, memory: remembered } = taken.step;
    step++;
    // the run is between two steps while it waits here: what is read now is of this step
    const state: RunState = {
      pass: pass.pass,
      standing: { index: index + 1, x: taken.state, memory: remembered },
      reference: taken.reference,
      kept: { extra: start.extra, known: start.known },
      noise: noise.position(),
      guidance: memory.held,
      calls: counter.count,
      warnings: [...run.warnings],
    };
    const { denoiser, vaeDecoder } = model.parts;
    const previewFits = model.sessions.holds(estimatedBytes(denoiser.source, vaeDecoder.source));
    const preview = (): Promise<Pixels> => run.decode((decoder) => decodePreview(decoder, denoised, tools.shape, signal));
    yield { kind: 'step', step: taken, index: before + index, count: steps, preview, previewFits, state: () => state };
  }
  const last = voices.at(-2);
  if (after === 0 && last !== undefined && last.until >= step) {
    throw new PictureError('steps-out-of-range', sentence('branch.late', { steps: step, step: last.until }));
  }
  return item.value;
}

/** Makes one picture, as numbers. The stages in order: encode, start, denoise (perhaps again, larger), decode. */
export async function* runRequest(
  model: Model,
  request: PictureRequest,
  signal: AbortSignal,
  { weak, from, afterTile = async () => undefined }: Companions = {},
): AsyncGenerator<RunEvent, RunResult, void> {
  const warnings: Words[] = [...(from?.warnings ?? model.description.warnings)];
  yield { kind: 'encoding' };
  const planner = plannerFor(request, warnings);
  const toolsFor = (pass: number, size: Size, steps: number, strength: number | null): Tools => {
    const passSettings = { steps, strength };
    const shape = shapeFor(model, size);
    const noise = openNoise(request, shape, from?.pass === pass ? from.noise : []);
    const tiling = tilingFor(model, size, request.tiles ?? null);
    return { model, plan: planner.planFor(model, passSettings), passSettings, shape, tiling, noise, signal };
  };
  const drawing = sentence('model.encoder-draws');
  if (request.source !== null && model.parts.vaeEncoder?.role.gives === 'sample' && !warnings.includes(drawing)) warnings.push(drawing);
  const voices = voicesOf(model, weak ?? null, request, signal, warnings);
  const counter: CallCounter = { count: from?.calls ?? 0 };
  const decoding: Decoding = { model };
  const decode: Run['decode'] = (by) => decodeOrExact(decoding, warnings, by);
  const run: Run = {
    model,
    weak: weak ?? null,
    request,
    planner,
    voices,
    counter,
    warnings,
    signal,
    decode,
    afterTile,
    from: from ?? null,
  };
  const { hires } = request;
  // what is edited stands beside the noise, not under it
  const strength = editsPictures(model) ? null : (request.source?.strength ?? null);
  const tools = toolsFor(0, request, request.steps, strength);
  const done = tools.plan.sigmas.length - 1;
  const begun = from === undefined ? 0 : from.standing.index + (from.pass === 0 ? 0 : done);
  await voiceAt(voices, begun).texts('positive', { index: 0, count: done, before: 0 });
  const second = hires == null ? null : toolsFor(1, hires, hires.steps, hires.strength);
  const decodeAt =
    ({ shape, tiling }: Tools) =>
    (latent: Latent): Promise<Pixels> =>
      run.decode((decoder) => decodeLatent(decoder, decoderFor(decoder, shape, tiling), latent, shape, signal));

  const resumed = (pass: number): Start | null => (from?.pass === pass ? { x: from.standing.x, ...from.kept } : null);
  const firstPass = async function* (): AsyncGenerator<RunEvent, Latent, void> {
    const start = resumed(0) ?? (request.source === null ? startFromNoise(tools) : await startFromSource(tools, request.source));
    const after = second === null ? 0 : second.plan.sigmas.length - 1;
    return yield* samplePass(run, { pass: 0, size: request, tools, start, before: 0, after });
  };
  const secondStart = async function* (large: Tools, mode: 'latent' | 'pixels', size: Size): AsyncGenerator<RunEvent, Start, void> {
    const going = resumed(1);
    if (going !== null) return going;
    const clean = yield* firstPass();
    const start = await startAgain(large, mode, size, clean);
    if (request.source === null || !editsPictures(model)) return start;
    return startEditing(large, enlargePixels(fromPicture(request.source.image), size.width, size.height), start);
  };
  const startAgain = async (large: Tools, mode: 'latent' | 'pixels', size: Size, clean: Latent): Promise<Start> => {
    if (mode === 'latent') return startFromLatent(large, resizeLatent(clean, tools.shape, large.shape));
    return startFromPixels(large, enlargePixels(await decodeAt(tools)(clean), size.width, size.height));
  };

  if (hires == null || second === null) {
    const clean = yield* firstPass();
    yield { kind: 'decoding' };
    return { pixels: await decodeAt(tools)(clean), calls: counter.count, warnings };
  }
  const start = yield* secondStart(second, hires.enlarge, hires);
  const large = yield* samplePass(run, { pass: 1, size: hires, tools: second, start, before: done, after: 0 });
  yield { kind: 'decoding' };
  return { pixels: await decodeAt(second)(large), calls: counter.count, warnings };
}
