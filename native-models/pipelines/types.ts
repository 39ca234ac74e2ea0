/** Outside form of a picture: RGB bytes, row by row. */
export type Picture = Readonly<{ width: number; height: number; data: Uint8Array }>;

/** One versioned piece and its options, as a recipe names it: `{ id: 'euler@1', options: { churn: 0 } }`. */
export type Piece = Readonly<{ id: string; options: Readonly<Record<string, OptionValue>> }>;
export type OptionValue = number | string | boolean | null | readonly number[];

/** Where image-to-image and inpainting start. The mask is one byte a pixel: 255 is repainted, 0 is kept. */
export type Source = Readonly<{ image: Picture; strength: number; mask: Readonly<{ width: number; height: number; data: Uint8Array }> | null }>;

/** Everything that makes a picture, as numbers: the engine fills it from a recipe. */
export type PictureRequest = Readonly<{
  prompt: string;
  negativePrompt: string;
  width: number;
  height: number;
  seed: number;
  steps: number;
  sampler: Piece;
  schedule: Piece;
  guidance: Piece & Readonly<{ scale: number }>;
  noise: Piece;
  prior: Piece;
  promptSyntax: Piece;
  source: Source | null;
}>;

/** What a run says while it goes on. `preview()` is computed only when asked for. */
export type PictureEvent =
  | Readonly<{ kind: 'encoding' }>
  | Readonly<{ kind: 'step'; index: number; count: number; sigma: number; latent: Float64Array; preview: () => Picture }>
  | Readonly<{ kind: 'decoding' }>;

export type PictureResult = Readonly<{
  picture: Picture;
  /** Network calls of the denoiser that the picture took. */
  calls: number;
  /** Things the user should know: unknown configuration keys, truncated prompts, fall-backs. */
  warnings: readonly string[];
}>;
