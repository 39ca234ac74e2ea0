import type { PieceInfo } from '../options.ts';
import type { OptionValue } from '../pipelines/types.ts';

/** What prompts take of a tokenizer; `ClipTokenizer` is one. */
export type PromptTokenizer = Readonly<{
  bos: number;
  eos: number;
  pad: number;
  /** Positions of a window, BOS and EOS among them. */
  length: number;
  encode: (text: string) => readonly number[];
  decode: (ids: readonly number[]) => string;
}>;

/** A stretch of text with one weight, or the end of a chunk. */
export type Segment = Readonly<{ kind: 'text'; text: string; weight: number }> | Readonly<{ kind: 'break' }>;

/** Learned rows of one text encoder by the name that prompts call them: `count` rows of the encoder's width. */
export type Embeddings = ReadonlyMap<string, Readonly<{ count: number }>>;

/** Row `row` of the embedding `name` takes the place of the token embedding at position `at` of a window; its id there is 0. */
export type Insert = Readonly<{ at: number; name: string; row: number }>;

/** One window for a text encoder. `ids` and `weights` have the tokenizer's `length`; BOS, EOS and padding weigh 1. */
export type Chunk = Readonly<{ ids: readonly number[]; weights: readonly number[]; inserts: readonly Insert[] }>;

/** A prompt as windows, and the text that found no place in them. */
export type Chunked = Readonly<{ chunks: readonly Chunk[]; dropped: string }>;

export type PromptSyntax = Readonly<{
  /** Text → stretches of equal weight. */
  parse: (text: string) => readonly Segment[];
  /** Text → at least one window. Each window is encoded on its own, and the hidden states are put one after the other. */
  chunk: (text: string, tokenizer: PromptTokenizer, embeddings: Embeddings) => Chunked;
  /** Weighs the hidden states of one window, `weights.length` rows of equal width. */
  weigh: (hidden: Float32Array, weights: readonly number[]) => Float32Array;
}>;

/** A table entry. `create` throws RangeError on options that do not fit. */
export type PromptPiece = PieceInfo & Readonly<{ create: (options: Readonly<Record<string, OptionValue>>) => PromptSyntax }>;
