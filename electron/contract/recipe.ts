import { z } from 'zod';
import { FallBack } from './devices.ts';

/** One versioned piece and its options: `{ id: 'euler@1', options: {} }`. */
const optionValue = z.union([z.number(), z.string(), z.boolean(), z.null(), z.array(z.number())]);
export const Piece = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+@\d+$/, 'a piece is named like euler@1'),
  options: z.record(z.string(), optionValue).default({}),
});

export const limits = {
  prompt: 8_000,
  steps: 1_000,
  guidance: 100,
  side: 4_096,
  sideStep: 8,
  count: 1_000,
  seed: Number.MAX_SAFE_INTEGER,
  loraWeight: 10,
  loras: 32,
} as const;

const side = z.int().min(16).max(limits.side).multipleOf(limits.sideStep);

/** A model by its id here, and by its content wherever it lies. */
const ModelName = z.strictObject({ id: z.string().min(1), name: z.string(), hash: z.string().nullable() });

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file or a model that a part is taken from: by its name here, and by its content (SHA-256) wherever it lies; null until somebody reads it. */
export const PartName = z.strictObject({ name: z.string().min(1).max(500), hash: Sha256.nullable().default(null) });

const loraWeight = z.number().min(-limits.loraWeight).max(limits.loraWeight);

/** `weight` is 1 as it was trained, 0 not at all, negative the other way; `textWeight` is for the text encoders where it differs. */
export const RecipeLora = z.strictObject({ ...PartName.shape, weight: loraWeight, textWeight: loraWeight.nullable().default(null) });

/** `token` is how the prompt calls it. */
export const RecipeInversion = z.strictObject({ ...PartName.shape, token: z.string().min(1).max(500) });

/** Where image-to-image and inpainting start: pictures by content hash (SHA-256, hex), so that a recipe finds them wherever they lie. */
export const RecipeSource = z.strictObject({
  image: Sha256,
  strength: z.number().min(0).max(1),
  mask: Sha256.nullable(),
  /** Greys of the mask blend the finished picture into the kept one; without it they are one or the other. */
  edge: z.literal('soft').optional(),
});

const words = {
  prompt: z.string().max(limits.prompt, `a prompt has at most ${limits.prompt} characters`),
  negativePrompt: z.string().max(limits.prompt, `a negative prompt has at most ${limits.prompt} characters`),
};

/** `weak` is the second, weaker model that autoguidance asks; null for every other method. */
const Guidance = z.strictObject({
  ...Piece.shape,
  scale: z.number().min(0).max(limits.guidance),
  weak: ModelName.nullable().default(null),
});

/**
 * A picture that left its parent's run after `step` steps (counted over all passes), with other words or other guidance. `earlier` says what held until
 * then, so that the recipe makes the picture again without the parent; it has several parts where the parent was a branch itself.
 */
export const RecipeBranch = z.strictObject({
  /** The parent's run: the `generation` of its picture, where it became one. */
  job: z.string().regex(/^[0-9a-f-]{36}$/),
  step: z
    .int()
    .min(1)
    .max(2 * limits.steps),
  earlier: z
    .array(
      z.strictObject({
        until: z
          .int()
          .min(1)
          .max(2 * limits.steps),
        ...words,
        guidance: Guidance,
      }),
    )
    .min(1)
    .max(100),
});

/**
 * In pixels: a pass that is larger than a tile goes through the networks tile by tile; neighbours reach `overlap` into each other. The model's sizes
 * then hold for the tile.
 */
export const Tiles = z
  .strictObject({ width: side, height: side, overlap: z.int().min(0).multipleOf(limits.sideStep) })
  .refine(({ width, height, overlap }) => overlap < Math.min(width, height), 'tiles overlap by less than a tile');

/** What sides of tiles, and of what is made of them, are multiples of; `point`: pixels that one of the model's latent points stands for. */
export const tileStep = (point: number): number => Math.max(limits.sideStep, point);

/** A quarter of a tile, in whole steps. */
export const usualOverlap = (width: number, height: number, point: number): number =>
  tileStep(point) * Math.floor(Math.min(width, height) / 4 / tileStep(point));

/** The finished picture resampled to another size, pixels from pixels: no network has a part in it. */
const resampledSide = z.int().min(16).max(8_192);
export const Enlarged = z.strictObject({ by: z.literal('lanczos3@1'), width: resampledSide, height: resampledSide });

/** Which picture of the library this one continues, by the SHA-256 of its file, and how: the same once more, another seed, a larger pass, more pixels. */
export const RecipeLineage = z.strictObject({
  parent: Sha256,
  how: z.enum(['again', 'vary', 'second-pass', 'enlarged']),
});

/** All that makes a picture. The form, the queue, the store, the picture's own metadata, the CLI and the APIs carry this one object. */
export const Recipe = z.strictObject({
  version: z.literal(1),
  ...words,
  promptSyntax: Piece,
  model: ModelName,
  width: side,
  height: side,
  seed: z.int().min(0).max(limits.seed),
  noise: Piece,
  prior: Piece,
  steps: z.int().min(1).max(limits.steps),
  sampler: Piece,
  schedule: Piece,
  guidance: Guidance,
  source: RecipeSource.nullable(),
  /** A second pass at a larger size, which repaints the enlarged first result with `strength`; `steps` is of the whole schedule. */
  hires: z
    .strictObject({
      width: side,
      height: side,
      strength: z.number().min(0).max(1),
      steps: z.int().min(1).max(limits.steps),
      enlarge: z.enum(['latent', 'pixels']),
    })
    .nullable()
    .default(null),
  tiles: Tiles.nullable().default(null),
  enlarged: Enlarged.nullable().default(null),
  branch: RecipeBranch.nullable().default(null),
  /** Parts of other models in the places of the model's own. */
  components: z
    .strictObject({ vae: PartName.nullable().default(null), textEncoders: PartName.nullable().default(null) })
    .default({ vae: null, textEncoders: null }),
  /** What the network predicts, where a person said so; null is what its files say. */
  predicts: z.enum(['epsilon', 'v_prediction', 'sample']).nullable().default(null),
  loras: z.array(RecipeLora).max(limits.loras, `at most ${limits.loras} LoRAs work together`).default([]),
  /** Textual inversions that the prompts name. */
  inversions: z.array(RecipeInversion).max(100).default([]),
  /** Null where it continues no picture. Changes nothing in what is drawn. */
  lineage: RecipeLineage.nullable().default(null),
  /** What made the picture; null in a recipe that has not run yet. */
  made: z
    .strictObject({
      engine: z.string(),
      provider: z.string(),
      /** The devices that were asked for, or came first, and why each did not compute it. */
      fellBack: z.array(FallBack).default([]),
    })
    .nullable(),
});
export type Recipe = z.output<typeof Recipe>;
export type PartName = z.output<typeof PartName>;
export type RecipeLora = z.output<typeof RecipeLora>;
export type RecipeInversion = z.output<typeof RecipeInversion>;
export type Piece = z.output<typeof Piece>;
export type RecipeBranch = z.output<typeof RecipeBranch>;
export type Tiles = z.output<typeof Tiles>;
export type Enlarged = z.output<typeof Enlarged>;
export type RecipeSource = z.output<typeof RecipeSource>;
