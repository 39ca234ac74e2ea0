import { z } from 'zod';
import { FallBack, GraphTarget, MemoryUse, ProviderId, SelfTestReport, TestedPart } from './devices.ts';
import { Words } from './words.ts';
import { Piece, Recipe, RecipeLora } from './recipe.ts';
import { Capabilities, JobId, ModelChoices, Progress, TokenCount, Trace } from './records.ts';
import { AppError } from './result.ts';

/** Names a question so that its answer finds the asker; a run is named by its job. */
const Ask = z.string().min(1).max(64);
const length = z.int().min(0);

/** A model by its place, with parts of others and with what a person said of it; nulls are the model's own. */
export const EngineModel = z.strictObject({
  path: z.string(),
  vae: z.string().nullable(),
  textEncoders: z.string().nullable(),
  previewDecoder: z.string().nullable(),
  family: ModelChoices.shape.family,
  predicts: ModelChoices.shape.predicts,
});
export type EngineModel = z.output<typeof EngineModel>;

/** What changes a model for one run, by place. */
const EngineLora = RecipeLora.pick({ weight: true, textWeight: true }).extend({ path: z.string() });
const EngineInversion = z.strictObject({ path: z.string(), token: z.string() });

/**
 * Host → engine. One JSON header per frame, raw bytes behind it: `run` carries the source picture and the mask as files
 * (PNG, JPEG, WebP) and the state to go on from, in this order, with these lengths.
 */
export const EngineRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inspect'), ask: Ask, model: EngineModel }),
  z.strictObject({ kind: z.literal('capabilities'), ask: Ask }),
  /** May kill the engine: asked of one that has nothing else to do. */
  z.strictObject({ kind: z.literal('self-test'), ask: Ask, provider: ProviderId }),
  z.strictObject({
    kind: z.literal('schedule'),
    ask: Ask,
    model: EngineModel,
    steps: z.int(),
    schedule: Piece,
    sampler: Piece,
    strength: z.number().nullable(),
    width: z.int(),
    height: z.int(),
  }),
  /** Vectors of length 1 of pictures (files behind the header, with these lengths) and texts, by the CLIP in a folder. */
  z.strictObject({
    kind: z.literal('embed'),
    ask: Ask,
    clip: z.string(),
    /** Changes when a file of the CLIP does. */
    files: z.string(),
    pictures: z.array(length),
    texts: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('tokens'), ask: Ask, folder: z.string(), prompt: z.string(), promptSyntax: Piece }),
  z.strictObject({
    kind: z.literal('run'),
    ask: JobId,
    model: EngineModel,
    /** The weaker model that autoguidance asks. */
    weak: EngineModel.nullable(),
    loras: z.array(EngineLora),
    inversions: z.array(EngineInversion),
    recipe: Recipe,
    provider: ProviderId.default('cpu'),
    /** How graphs are written for it; what its self-test found. */
    target: GraphTarget.default('cpu'),
    /** What the provider has wrong: a model that needs it runs on the processor. */
    distrusts: z.array(TestedPart).default([]),
    /** Changes when a file of the models does: what is open of them is then opened again. */
    files: z.string().default(''),
    /** Bytes that the engine may keep; null: no limit. */
    memoryBudget: z.number().nullable().default(null),
    /** A preview after every n-th step at most; 0 makes none. */
    previewEvery: z.int().min(0),
    image: length.nullable(),
    mask: length.nullable(),
    from: length.nullable(),
    /** A `state` after every n-th step, after the last, and where steps are slow every ten seconds; 0 sends none. */
    keepEvery: z.int().min(0),
  }),
  /** Takes effect before the next network call; the run answers `failed` with the code `cancelled`, and before that its newest `state`. */
  z.strictObject({ kind: z.literal('cancel'), ask: JobId }),
]);
export type EngineRequest = z.output<typeof EngineRequest>;

/** What a model folder holds, as the engine sees it; the host adds what it knows (id, hash, place) and makes a `Model` of it. */
export const ModelReport = z.object({
  name: z.string(),
  family: z.string(),
  predicts: z.string().default('epsilon'),
  edits: z.boolean().default(false),
  licence: z.string().nullable(),
  about: z.string().nullable(),
  examples: z.array(z.string()),
  components: z.array(z.object({ role: z.string(), file: z.string(), bytes: z.int(), dtype: z.string() })),
  sizes: z.object({
    multiple: z.int(),
    point: z.int().default(8), // kept reports of older engines do not say it
    min: z.int(),
    max: z.int(),
    fixed: z.object({ width: z.int(), height: z.int() }).nullable(),
  }),
  defaults: z.object({
    width: z.int(),
    height: z.int(),
    steps: z.int(),
    guidance: z.number(),
    sampler: z.string(),
    schedule: z.string(),
    prior: Piece.nullable().default(null),
  }),
  warnings: z.array(Words),
  problems: z.array(Words),
});
export type ModelReport = z.output<typeof ModelReport>;

/** Engine → host. `preview`, `trace` and `done` carry an encoded picture behind the header; a trace comes before its `done`. */
export const EngineReply = z.discriminatedUnion('kind', [
  /** First milestone: messages are read from here on. */
  z.strictObject({ kind: z.literal('listening'), pid: z.int() }),
  /** Second milestone: the inference library is loaded. */
  z.strictObject({ kind: z.literal('ready'), engine: z.string(), onnxruntime: z.string(), providers: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('inspected'), ask: Ask, report: ModelReport }),
  z.strictObject({ kind: z.literal('capabilities'), ask: Ask, capabilities: Capabilities }),
  z.strictObject({ kind: z.literal('self-tested'), ask: Ask, report: SelfTestReport }),
  /** The model of a run is open: this is what really computes it, and why not what was asked for. */
  z.strictObject({ kind: z.literal('opened'), ask: JobId, provider: ProviderId, fellBack: FallBack.nullable().default(null) }),
  /** After a run, when nothing else waits. */
  z.strictObject({ kind: z.literal('resting'), memory: MemoryUse }),
  z.strictObject({ kind: z.literal('schedule'), ask: Ask, sigmas: z.array(z.number()) }),
  z.strictObject({
    kind: z.literal('progress'),
    ask: JobId,
    stage: Progress.shape.stage,
    step: z.int(),
    steps: z.int(),
    tile: Progress.shape.tile,
  }),
  z.strictObject({ kind: z.literal('preview'), ask: JobId, type: z.string() }),
  /** The run as it stands after `step` of `steps`, for a later `from`: the engine's own bytes behind the header. */
  z.strictObject({ kind: z.literal('state'), ask: JobId, step: z.int(), steps: z.int() }),
  z.strictObject({ kind: z.literal('tokens'), ask: Ask, count: TokenCount }),
  /** Behind the header: float32, the pictures' vectors and then the texts'. `unread` are pictures that cannot be read; theirs is of zeros. */
  z.strictObject({ kind: z.literal('embedded'), ask: Ask, width: z.int(), unread: z.array(z.int()) }),
  z.strictObject({ kind: z.literal('trace'), ask: JobId, trace: Trace }),
  z.strictObject({
    kind: z.literal('done'),
    ask: JobId,
    width: z.int(),
    height: z.int(),
    calls: z.int(),
    warnings: z.array(Words),
    engine: z.string(),
    provider: z.string(),
    /** Milliseconds. `step` is the median of the steps, previews left out. */
    timings: z.strictObject({ loading: z.number(), run: z.number(), step: z.number().nullable().default(null) }),
  }),
  z.strictObject({ kind: z.literal('failed'), ask: Ask, error: AppError }),
  /** The engine's last words: it ends itself because what it read made no sense. */
  z.strictObject({ kind: z.literal('giving-up'), reason: z.string() }),
]);
export type EngineReply = z.output<typeof EngineReply>;
