import { z } from 'zod';
import { Words } from './words.ts';
import { ProviderId } from './devices.ts';
import { Origin } from './origin.ts';
import { ImageId, JobId } from './ids.ts';
import { Rating } from './order.ts';
import { Recipe } from './recipe.ts';
import { AppError } from './result.ts';

export { ImageId, JobId };

/** A picture in the library: a file that a person can open, and its row. */
export const Image = z.strictObject({
  id: ImageId,
  generation: JobId,
  /** Path below the library folder, with forward slashes. */
  file: z.string(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  /** What made it. Where `origin` is not null it is a stand-in for search and lists: what the file does not say has values that mean nothing. */
  recipe: Recipe,
  /** Set for a picture that was brought in from elsewhere and has no recipe of ours. */
  origin: Origin.nullable(),
  createdAt: z.number(),
  /** Wall time of the run and network calls it took. */
  milliseconds: z.number(),
  calls: z.int(),
  /** What the user should know about this run. */
  warnings: z.array(Words),
  rating: Rating,
  favourite: z.boolean(),
  tags: z.array(z.string()),
  collections: z.array(z.string()),
  /** Set where the file has gone behind our back. */
  missing: z.boolean(),
});
export type Image = z.output<typeof Image>;
/** What nobody has put in order yet. */
export const unordered = { rating: 0, favourite: false, tags: [], collections: [] } satisfies Partial<Image>;

/** One generation: one run of a recipe, in the queue or done. */
export const Job = z.strictObject({
  id: JobId,
  recipe: Recipe,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  error: AppError.nullable(),
  image: ImageId.nullable(),
  /** How far its run is kept: it goes on from there, and can be branched up to there. */
  kept: z.strictObject({ step: z.int(), steps: z.int() }).nullable(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});
export type Job = z.output<typeof Job>;

/** Whether waiting jobs are taken: `pausing` finishes the picture in the making first. A pause outlives the studio. */
export const QueueState = z.strictObject({
  state: z.enum(['going', 'pausing', 'paused']),
  /** The waiting jobs in their order. */
  waiting: z.array(JobId),
});
export type QueueState = z.output<typeof QueueState>;

export const Progress = z.strictObject({
  job: JobId,
  stage: z.enum(['loading', 'encoding', 'sampling', 'decoding', 'saving']),
  step: z.int(),
  steps: z.int(),
  /** How many tiles of the step after `step` are done, where it is made in tiles. */
  tile: z.strictObject({ done: z.int(), of: z.int() }).optional(),
  /** Milliseconds left, guessed from the steps so far. */
  left: z.number().nullable(),
  /** Rises with every new preview; the picture is at preview/<job>?n=<preview>. */
  preview: z.int().nullable(),
});
export type Progress = z.output<typeof Progress>;

/** What each step of a run really did. `cell` says where in the strip of small pictures its predicted picture is, from 0. */
export const Trace = z.strictObject({
  steps: z.array(
    z.strictObject({
      sigma: z.number(),
      sigmaNext: z.number(),
      /** ‖x′ − x‖/√N. */
      change: z.number(),
      cell: z.int().nullable(),
    }),
  ),
  /** The strip: so many cells side by side, each of this size. */
  cells: z.int(),
  width: z.int(),
  height: z.int(),
});
export type Trace = z.output<typeof Trace>;

/** A prompt as the text encoder takes it: one entry a window, with where in the text each further window begins. */
export const TokenCount = z.strictObject({
  windows: z.array(z.strictObject({ used: z.int(), room: z.int() })),
  /** Positions in the text; one for each window but the first, and one where the text no longer fits. */
  starts: z.array(z.int()),
  dropped: z.string(),
});
export type TokenCount = z.output<typeof TokenCount>;

/** The prompt log outlives the pictures. */
export const PromptEntry = z.strictObject({
  id: z.int(),
  prompt: z.string(),
  negativePrompt: z.string(),
  usedAt: z.number(),
  uses: z.int(),
  /** Pictures still in the library that this prompt made. */
  images: z.int(),
  recipe: Recipe,
});
export type PromptEntry = z.output<typeof PromptEntry>;

export const families = ['sd1', 'sd2', 'sdxl', 'sdxl-refiner'] as const;

/** What a person knows better than a model's files; nulls are what the files say. Parts come from a model or a file of this id. */
export const ModelChoices = z.strictObject({
  family: z.enum(families).nullable().default(null),
  predicts: Recipe.shape.predicts,
  vae: z.string().nullable().default(null),
  textEncoders: z.string().nullable().default(null),
  /** A small decoder (TAESD) for previews. */
  previewDecoder: z.string().nullable().default(null),
});
export type ModelChoices = z.output<typeof ModelChoices>;

export const Model = z.strictObject({
  id: z.string(),
  name: z.string(),
  family: z.string(),
  /** What its network predicts: epsilon, v_prediction, sample or flow_prediction. */
  predicts: z.string(),
  /** It edits a picture that it is told (instruct-pix2pix), and cannot do without one. */
  edits: z.boolean(),
  builtIn: z.boolean(),
  folder: z.string(),
  licence: z.string().nullable(),
  /** What its author says of it. */
  description: z.string().nullable(),
  bytes: z.int(),
  hash: z.string().nullable(),
  precision: z.string(),
  components: z.array(z.strictObject({ role: z.string(), file: z.string(), bytes: z.int(), precision: z.string() })),
  /** Sizes it can make: a list of the only ones, or a multiple. */
  sizes: z.union([
    z.strictObject({ kind: z.literal('fixed'), list: z.array(z.tuple([z.int(), z.int()])) }),
    z.strictObject({ kind: z.literal('free'), multiple: z.int(), min: z.int(), max: z.int() }),
  ]),
  /** Pixels that a latent point stands for: tiles, and what is made of them, are whole numbers of it. */
  point: z.int(),
  defaults: z.strictObject({
    width: z.int(),
    height: z.int(),
    steps: z.int(),
    guidance: z.number(),
    sampler: Recipe.shape.sampler,
    schedule: Recipe.shape.schedule,
    /** Null: normal noise. */
    prior: Recipe.shape.prior.nullable(),
  }),
  examples: z.array(z.string()),
  /** Parts that its files lack, for which it needs another model. */
  lacks: z.array(z.enum(['vae', 'textEncoders'])),
  choices: ModelChoices,
  /** Whether there is a picture of what it makes, at `modelImageUrl`. */
  pictured: z.boolean(),
  /** Why it cannot run here, one sentence each; empty when it can. */
  problems: z.array(Words),
  warnings: z.array(Words),
});
export type Model = z.output<typeof Model>;

/** A file that goes with models: what changes one, or gives it a part. */
export const ModelFile = z.strictObject({
  id: z.string(),
  kind: z.enum(['lora', 'inversion', 'vae', 'text-encoder', 'preview-decoder', 'clip']),
  builtIn: z.boolean(),
  /** The file's name without its ending: what a prompt calls it. */
  name: z.string(),
  /** What its author calls it. */
  title: z.string().nullable(),
  /** The family of models that it was made for; `unknown` where it does not tell. */
  family: z.string(),
  /** A CLIP's is its folder. */
  file: z.string(),
  bytes: z.int(),
  precision: z.string(),
  /** SHA-256 of the whole file; its first ten digits are what sites show as AutoV2. Null until it has been read. */
  hash: z.string().nullable(),
  author: z.string().nullable(),
  licence: z.string().nullable(),
  description: z.string().nullable(),
  /** Words that it was trained with, the most telling first. */
  words: z.array(z.string()),
  /** LoRA, LoCon, LoHa, LoKr, DoRA, and the rank; vectors of an inversion. */
  details: z.strictObject({ algorithms: z.array(z.string()), rank: z.int().nullable(), vectors: z.int().nullable() }),
  pictured: z.boolean(),
  /** Why it cannot be used, one sentence each; empty when it can. */
  problems: z.array(Words),
});
export type ModelFile = z.output<typeof ModelFile>;

/** What reading every number of a model's `.safetensors` files found: `tensor` holds infinity or no number, `problem` is why a file cannot be read. */
export const ModelCheck = z.strictObject({
  files: z.int(),
  damaged: z.array(z.strictObject({ file: z.string(), tensor: z.string().nullable(), problem: Words.nullable() })),
});
export type ModelCheck = z.output<typeof ModelCheck>;

/** One option of a sampler, schedule or guidance method, as a form shows it. */
export const OptionDescriptor = z.strictObject({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['number', 'integer', 'boolean', 'choice', 'list']),
  initial: z.union([z.number(), z.string(), z.boolean(), z.null(), z.array(z.number())]),
  min: z.number().nullable(),
  max: z.number().nullable(),
  choices: z.array(z.string()),
  explanation: z.string(),
});

export type OptionDescriptor = z.output<typeof OptionDescriptor>;

/** A versioned piece that a user can pick: sampler, schedule, guidance method, noise source, prior, prompt syntax. */
export const PieceDescriptor = z.strictObject({
  id: z.string(),
  label: z.string(),
  explanation: z.string(),
  options: z.array(OptionDescriptor),
  /** What it cannot do without. */
  needs: z.array(z.enum(['weak-model', 'edits'])),
});
export type PieceDescriptor = z.output<typeof PieceDescriptor>;

export const Capabilities = z.strictObject({
  engine: z.string(),
  providers: z.array(z.string()),
  samplers: z.array(PieceDescriptor),
  schedules: z.array(PieceDescriptor),
  guidance: z.array(PieceDescriptor),
  noise: z.array(PieceDescriptor),
  priors: z.array(PieceDescriptor),
  promptSyntax: z.array(PieceDescriptor),
});
export type Capabilities = z.output<typeof Capabilities>;

/** `https://host/path`, without a query. */
const WebAddress = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((text) => !/[?#]/.test(text));

export const Settings = z.strictObject({
  theme: z.enum(['light', 'dark', 'system']),
  /** `system`: as much contrast as the system asks for. */
  contrast: z.enum(['system', 'more']),
  /** `system`: the first that the window speaks of those that the system asks for. */
  language: z.string(),
  /** Keys that the user has chosen, by command. */
  shortcuts: z.record(z.string().max(100), z.array(z.string().max(60)).max(4)),
  previewEvery: z.int().min(0).max(100),
  /** A run's state is kept after every n-th step, to go on from after a crash and to branch from; 0 keeps none. */
  keepEvery: z.int().min(0).max(100),
  /** Room on the disk for the kept states of ended runs, in MB. */
  keptMegabytes: z.int().min(0).max(100_000),
  modelFolders: z.array(z.string()),
  /** What computes the pictures; `auto` takes the first that passes its self-test. */
  provider: z.enum(['auto', ...ProviderId.options]),
  /** Bytes of memory that the engine may keep; `auto` is reckoned from the machine. */
  memoryBudget: z.union([z.literal('auto'), z.int().min(2 ** 28)]),
  /** Whether pictures are looked at in quiet moments, so that they can be searched by meaning; `paused` leaves what is known to be searched. */
  meaning: z.enum(['on', 'paused', 'off']),
  /** The CLIP that does it, by id; null, or one that is not there: the built-in one, else the first. */
  clip: z.string().max(300).nullable(),
  /** Nothing leaves this computer while it is set. */
  offline: z.boolean(),
  /** Where models are fetched from, a mirror for example; null: the environment's HF_ENDPOINT, else the hub itself. */
  hub: WebAddress.nullable(),
  /** Null: the environment's HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  proxy: WebAddress.nullable(),
});
export type Settings = z.output<typeof Settings>;
