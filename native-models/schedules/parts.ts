import type { Limit } from '../denoisers/limit.ts';
import type { Wanted } from '../denoisers/network.ts';
import type { Precondition, SignalScale } from '../denoisers/prediction.ts';
import type { Denoise, Sampler } from '../samplers/sampler.ts';
import type { Grid } from './configured-grid.ts';
import type { Levels } from './levels.ts';

/** What a person or a pipeline adds to a configuration for one run. */
export type GridRequest = Readonly<{
  steps: number;
  /** Shift of a flow model in log space, given directly or by the length of the token sequence. */
  mu: number | null;
  imageTokens: number | null;
  /** The share of its taught timesteps that a distilled model uses, from the low end: image-to-image of whole LCM models. Default: all. */
  taught?: number;
}>;

/** η, churn … : options that the reference takes at every step instead of in the configuration, under its own names. */
export type StepOptions = Readonly<Record<string, number | boolean>>;

/** The configured sampler, ready to run: with sigmas of its own where it does not simply follow the grid. */
export type OwnRun = Readonly<{ sampler: Sampler; sigmas: readonly number[]; timesteps: readonly number[] }>;

export type OwnSampler = Readonly<{
  /** Its name in the table of samplers. */
  id: string;
  /** `time`: a flow model's own coordinates (σ is t); `sigma`: state and sigma divided by the signal. The same for all other families. */
  coordinates: 'sigma' | 'time';
  /** Clips the prediction itself, because it uses the raw one as well. */
  limitsItself: boolean;
  /** What of the network's answer it needs; the prediction alone where this is missing. */
  wanted?: Wanted;
  /** `grid` is in the sampler's coordinates and whole; `from` is where image-to-image starts in the reference's list of timesteps. */
  prepare: (grid: Grid, from: number, options: StepOptions) => OwnRun;
}>;

/** A `scheduler_config.json`, read into parts. */
export type Parts = Readonly<{
  schedulerClass: string;
  levels: Levels;
  alpha: SignalScale;
  /** In sigma space. */
  precondition: Precondition;
  /** In a flow model's own time; null for all others. */
  timePrecondition: Precondition | null;
  /** The model's own schedule, in its own coordinates (a flow model's sigma is t). */
  grid: (request: GridRequest) => Grid;
  /** How the network is told a sigma that is not on a grid. */
  timestepOf: (sigma: number) => number;
  /** What unit noise is multiplied by to become the first state, in sigma space. */
  startScale: (sigma: number) => number;
  /** The sigma that image-to-image noises to, where the reference takes that of the first timestep instead of that of the first step. */
  noisesTo: ((timestep: number) => number) | null;
  /** Whether the reference holds our state times alpha, or our state. */
  held: 'scaled' | 'plain';
  limit: Limit;
  /** A last wrapper of the denoiser that belongs to the method: the boundary condition of consistency models. */
  boundary: (denoise: Denoise, timestepOf: (sigma: number) => number) => Denoise;
  sampler: OwnSampler;
}>;

export const noBoundary = (denoise: Denoise): Denoise => denoise;

/** The usual case: the sampler follows the grid from where the run starts. */
export const following =
  (create: (options: StepOptions, grid: Grid) => Sampler): OwnSampler['prepare'] =>
  (grid, from, options) => ({ sampler: create(options, grid), sigmas: grid.sigmas.slice(from), timesteps: grid.timesteps.slice(from) });
