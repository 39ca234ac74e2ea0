import type { Latent } from '../latent.ts';
import type { RunState } from './run-state.ts';
import type { Words } from '../words/sentence.ts';

/** Outside form of a picture: RGB bytes, row by row. */
export type Picture = Readonly<{ width: number; height: number; data: Uint8Array }>;

/** One byte a pixel, row by row: 255 is repainted, 0 is kept; from 128 on counts as 255, but where `outside` is `blended`. */
export type Mask = Readonly<{ width: number; height: number; data: Uint8Array }>;

/** One versioned piece and its options, as a recipe names it: `{ id: 'euler@1', options: { churn: 0 } }`. */
export type Piece = Readonly<{ id: string; options: Readonly<Record<string, OptionValue>> }>;
export type OptionValue = number | string | boolean | null | readonly number[];

/**
 * Where image-to-image and inpainting start. `image` and `mask` have the size of the request (`resize.ts` helps).
 * `strength` is in (0, 1]: the part of the schedule that is run. `outside` says what becomes of the pixels that the mask keeps:
 * `original` puts back the very bytes (the default), `blended` does too and mixes the two where the mask is grey, `decoded` leaves them as the
 * decoder made them, which is the reference's way.
 */
export type Source = Readonly<{ image: Picture; strength: number; mask: Mask | null; outside?: 'decoded' | 'original' | 'blended' }>;

/** A second pass at a larger size: the first result is enlarged and repainted with `strength`. `steps` is of the whole schedule. */
export type HiresPass = Readonly<{ width: number; height: number; strength: number; steps: number; enlarge: 'latent' | 'pixels' }>;

/**
 * In pixels: a pass that is larger than a tile goes through the networks tile by tile, and neighbours reach `overlap` into each other. What a model
 * can make then holds for the tile.
 */
export type Tiles = Readonly<{ width: number; height: number; overlap: number }>;

/** What held in the first steps of a run that was branched: the words and the guidance until step `until`, counted over all passes. */
export type EarlierPart = Readonly<{ until: number; prompt: string; negativePrompt: string; guidance: Guidance }>;

export type Guidance = Piece & Readonly<{ scale: number }>;

/** Everything that makes a picture, as numbers: the engine fills it from a recipe. */
export type PictureRequest = Readonly<{
  prompt: string;
  negativePrompt: string;
  /** In pixels; what a model can do is `ModelDescription.sizes`. */
  width: number;
  height: number;
  /** An integer, 0 ≤ seed < 2⁵³. */
  seed: number;
  /** 1…1000. */
  steps: number;
  sampler: Piece;
  schedule: Piece;
  /** scale ≤ 1 makes no unconditional pass at all. */
  guidance: Guidance;
  noise: Piece;
  prior: Piece;
  promptSyntax: Piece;
  source: Source | null;
  hires?: HiresPass | null;
  tiles?: Tiles | null;
  /** In rising order of `until`; what the request itself says holds after the last. */
  earlier?: readonly EarlierPart[];
}>;

/** What a run says while it goes on. `preview()` is computed only when asked for, and costs a decode: the caller throttles. */
export type PictureEvent =
  | Readonly<{ kind: 'encoding' }>
  | Readonly<{
      kind: 'step';
      /** 0-based, of `count` steps in all passes together. */
      index: number;
      count: number;
      /** Noise level before the step. */
      sigma: number;
      /** Noise level after the step. */
      sigmaNext: number;
      /** How far the step went: ‖x′ − x‖/√N, in the sampler's coordinates. */
      change: number;
      /** State after the step, in sigma space, NCHW. */
      latent: Latent;
      /** The picture as the network now believes it to be, at 256 pixels a side at most where the decoder takes any size. */
      preview: () => Promise<Picture>;
      /** False where memory holds the denoiser or the decoder, not both: then a preview loads the one and, for the next step, the other again. */
      previewFits: boolean;
      /** All that the run needs to go on from here, in this process or in another. */
      state: () => RunState;
    }>
  | Readonly<{ kind: 'decoding' }>;

export type PictureResult = Readonly<{
  picture: Picture;
  /** Network calls of the denoiser that the picture took. */
  calls: number;
  /** Things the user should know: unknown configuration keys, truncated prompts, fall-backs. */
  warnings: readonly Words[];
}>;
