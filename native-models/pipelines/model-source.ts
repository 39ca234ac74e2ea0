import type { LoraUse } from '../graphs/lora/adapt.ts';
import type { Port } from '../sessions/port.ts';
import type { GraphSource } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import type { TokenizerFiles } from '../tokenizers/files.ts';
import type { ModelFamily, Prediction } from './description.ts';
import type { PictureError } from './errors.ts';
import type { Words } from '../words/sentence.ts';

/** A JSON object as it was found. */
export type Json = Readonly<Record<string, unknown>>;

/** One graph of a model, wherever it comes from: looked at, not yet opened. */
export type ComponentSource = Readonly<{
  /** For people: `unet/model.onnx`, or the checkpoint it was written from. */
  file: string;
  /** Graph and weights together. */
  bytes: number;
  inputs: readonly Port[];
  outputs: readonly Port[];
  /** As `GraphHeader.operators`. */
  operators: ReadonlySet<string>;
  /** The `config.json` beside it. */
  config: Json | null;
  /** Called when the network is first needed, and again if it was released in between. */
  load: () => Promise<GraphSource>;
  /** The same network in float32, where this one computes in float16: for what overflows there. */
  inFloat32?: () => ComponentSource;
  /** Inputs beside the ports above that are the same in every run: weights that a LoRA changed. Computed once. */
  constants?: () => Promise<Readonly<Record<string, Numbers>>>;
  /** Lets go of them; who asks again computes them again. */
  forget?: () => void;
}>;

/**
 * All that a model is made of, before anything is opened: what a folder holds, or what a reader of checkpoints puts together in memory.
 * Components come in any order: what each is, is read from its ports. Two text encoders are told apart by `text_embeds`, else by order.
 */
export type ModelSource = Readonly<{
  name: string;
  components: readonly ComponentSource[];
  /** The components with LoRAs applied; those that no LoRA changes keep their `file`. Absent where the model's weights cannot be changed. */
  adapt?: (uses: readonly LoraUse[]) => Readonly<{ components: readonly ComponentSource[]; warnings: readonly Words[] }>;
  /** The graphs were written here: another way of writing may run where one is refused, and text encoders take learned vectors. */
  written?: true;
  /** Where something knows better than the ports tell. */
  family?: ModelFamily;
  /** What the network predicts, where a person said so: over `scheduler`. */
  predicts?: Prediction;
  /** First and second tokenizer. */
  tokenizers: readonly TokenizerFiles[];
  /** `scheduler_config.json`; null: the family's usual one is taken, with a warning. */
  scheduler: Json | null;
  /** `model_index.json`. */
  index: Json | null;
  /** `tincture.json`: what no other file says. */
  extras: Json | null;
  warnings: readonly Words[];
  /** What is wrong with files that are there; a model that lacks something because of them cannot run. */
  problems: readonly PictureError[];
}>;
