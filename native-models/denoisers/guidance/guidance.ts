import type { Latent } from '../../latent.ts';
import type { PieceInfo } from '../../options.ts';
import type { OptionValue } from '../../pipelines/types.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import type { Precondition } from '../prediction.ts';

/**
 * What a denoiser can be told. `positive` and `negative` are the two prompts (an empty negative prompt is the usual unconditional one); `empty` is
 * the empty prompt where both are in use; `weak` is a weaker model under the positive prompt; `imageless` is the negative prompt without the picture
 * that an editing network is told.
 */
export type ConditionName = 'positive' | 'negative' | 'empty' | 'weak' | 'imageless';

/** D(x; σ) under each named condition, in that order. May run them as one batch or one after the other; only what is named runs. */
export type Predict = (conditions: readonly ConditionName[], x: Latent, sigma: number, signal: AbortSignal) => Promise<readonly Latent[]>;

/** Where in a run a call stands. */
export type Point = Readonly<{
  x: Latent;
  sigma: number;
  /** The guidance scale that holds here. */
  scale: number;
  /** Which step of the run the sigma belongs to, from 0. */
  step: number;
  /** The sigma that the step goes to. */
  sigmaNext: number;
}>;

/** A prediction by the name of its condition. */
export type Predictions = (condition: ConditionName) => Latent;

/** What a method keeps between the calls of a run (APG's momentum). The run owns it, so that it can be put away with the rest of the run. */
export type GuidanceMemory = { held: Latent | null };

/** One method, opened for one run: what it keeps between calls is in the run's memory. */
export type Method = Readonly<{
  /** The conditions that this call takes; nothing else is run. One condition alone is the answer as it is. */
  needs: (point: Point) => readonly ConditionName[];
  /** The guided prediction. */
  combine: (predictions: Predictions, point: Point) => Latent;
}>;

/** What a method has to know of a run. */
export type RunFacts = Readonly<{
  /** Descending; the last is where the run ends. */
  sigmas: readonly number[];
  /** Coefficients of the network, for methods that are defined on what it says and not on D. */
  precondition: Precondition;
  /** Channels of a latent. */
  channels: number;
  memory: GuidanceMemory;
}>;

export type GuidanceRun = RunFacts & Readonly<{ predict: Predict }>;

/** A table entry. `create` throws RangeError on options that do not fit. */
export type GuidancePiece = PieceInfo &
  Readonly<{
    /** What the scale means here, and its range. 1 is the positive prompt alone, except where `explanation` says otherwise. */
    scale: Readonly<{ label: string; min: number; max: number; default: number }>;
    /** Every condition that a run may ask for: a pipeline prepares these and no others. */
    conditions: readonly ConditionName[];
    create: (settings: Readonly<{ scale: number; options: Readonly<Record<string, OptionValue>> }>) => (run: GuidanceRun) => Denoise;
  }>;
