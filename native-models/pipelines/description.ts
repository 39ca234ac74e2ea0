import type { Words } from '../words/sentence.ts';
import type { Piece } from './types.ts';
/** What a model is made of and made for, in plain data: for a form, a list of models, a message. */
export type ModelDescription = Readonly<{
  name: string;
  family: ModelFamily;
  distilled: Distillation;
  tasks: readonly Task[];
  predicts: Prediction;
  components: readonly ComponentDescription[];
  sizes: Sizes;
  defaults: ModelDefaults;
  /** Class name in scheduler_config.json; null where the model brings none and the family's template is used. */
  scheduler: string | null;
  /** SPDX id or a sentence, from tincture.json. */
  licence: string | null;
  /** What it is and knows, in a sentence or two, from tincture.json. */
  about: string | null;
  /** Prompts that show the model off, from tincture.json. */
  examples: readonly string[];
  /** It runs, but the user should know. */
  warnings: readonly Words[];
  /** Why it cannot run, a sentence each. Empty: it can. */
  problems: readonly Words[];
}>;

export type ModelFamily = 'sd1' | 'sd2' | 'sdxl' | 'sdxl-refiner' | 'unknown';
/** LCM nets take the guidance scale as an input; turbo nets want one to four steps and no guidance. */
export type Distillation = 'none' | 'lcm' | 'turbo';
/** `edit` follows a prompt's instruction on a picture that it is told; such a network does nothing else. */
export type Task = 'text-to-image' | 'image-to-image' | 'inpaint' | 'edit';
export type Prediction = 'epsilon' | 'v_prediction' | 'sample' | 'flow_prediction';

export type ComponentRole = 'text-encoder' | 'text-encoder-2' | 'denoiser' | 'vae-decoder' | 'vae-encoder';

export type ComponentDescription = Readonly<{
  role: ComponentRole;
  /** Relative to the model folder. */
  file: string;
  /** Graph and external data together. */
  bytes: number;
  /** What its inputs and outputs are in: `float32`, `float16`. */
  dtype: string;
}>;

export type Sizes = Readonly<{
  /** Width and height are multiples of this many pixels. */
  multiple: number;
  /** Pixels that a latent point stands for: tiles, and what is made of them, are whole numbers of it. */
  point: number;
  min: number;
  max: number;
  /** The only size, where the graph was exported for one. */
  fixed: Readonly<{ width: number; height: number }> | null;
}>;

/** What to put into the form when this model is chosen. `sampler` and `schedule` are versioned ids; `model@…` ids mean the model's own. */
export type ModelDefaults = Readonly<{
  width: number;
  height: number;
  steps: number;
  guidance: number;
  sampler: string;
  schedule: string;
  /** What pictures start from; null: normal noise. */
  prior: Piece | null;
}>;
