import type { Limit } from '../../denoisers/limit.ts';
import {
  cleanSample,
  epsilon,
  flow,
  type Precondition,
  type SignalScale,
  variancePreserving,
  velocity,
} from '../../denoisers/prediction.ts';
import { alphaBarTable, type BetaRule } from '../betas.ts';
import type { Shape } from '../configured-grid.ts';
import { type Levels, tableLevels } from '../levels.ts';
import type { Defaults, Settings } from '../settings.ts';
import type { Spacing } from '../spacing.ts';

/** The keys of every class that was trained on a table of betas. */
export const tableDefaults: Defaults = {
  num_train_timesteps: 1000,
  beta_start: 0.0001,
  beta_end: 0.02,
  beta_schedule: 'linear',
  trained_betas: null,
  prediction_type: 'epsilon',
};

/** The sum that a float16 ᾱ of 0 is replaced by where the reference needs a finite sigma: 2^-24, σ = 4096. */
export const smallestHalf = 2 ** -24;
/** Stands in for ᾱ = 0 where the reference divides by nothing: close enough to pure noise that only the seventh digit knows. */
export const nearlyNothing = 2 ** -40;

const betaRule = (settings: Settings): BetaRule => {
  const trained = settings.list('trained_betas');
  if (trained !== null) return { kind: 'trained', betas: trained };
  const kind = settings.text('beta_schedule');
  switch (kind) {
    case 'linear':
    case 'scaled_linear':
    case 'sigmoid':
      return { kind, start: settings.number('beta_start'), end: settings.number('beta_end') };
    case 'squaredcos_cap_v2':
      return { kind: 'cosine' };
    case 'exp':
    case 'laplace':
      return { kind };
    default:
      throw new Error(`the noise schedule "${kind}" is not known`);
  }
};

export const readLevels = (settings: Settings, zeroSnr: boolean, terminal: number): Levels =>
  tableLevels(alphaBarTable(betaRule(settings), settings.number('num_train_timesteps'), zeroSnr ? 'zero' : 'as-trained'), terminal);

export const readPrecondition = (settings: Settings, alpha: SignalScale = variancePreserving): Precondition => {
  const kind = settings.text('prediction_type');
  switch (kind) {
    case 'epsilon':
      return epsilon(alpha);
    case 'v_prediction':
      return velocity(alpha);
    case 'sample':
    case 'original_sample':
      return cleanSample(alpha);
    case 'flow_prediction':
      return flow;
    default:
      throw new Error(`the prediction type "${kind}" is not known`);
  }
};

export const readSpacing = (settings: Settings): Spacing => {
  const spacing = settings.text('timestep_spacing');
  if (spacing === 'leading' || spacing === 'linspace' || spacing === 'trailing') return spacing;
  throw new Error(`the timestep spacing "${spacing}" is not known`);
};

const shapeKeys = {
  use_karras_sigmas: 'karras',
  use_lu_lambdas: 'lu',
  use_exponential_sigmas: 'exponential',
  use_beta_sigmas: 'beta',
} as const;
export const shapeDefaults: Defaults = { use_karras_sigmas: false, use_exponential_sigmas: false, use_beta_sigmas: false };

/** The first of the given shape switches that is on. */
export const readShape = (settings: Settings, keys: readonly (keyof typeof shapeKeys)[]): Shape => {
  const on = keys.find((key) => settings.flag(key));
  return on === undefined ? 'spaced' : shapeKeys[on];
};

export const thresholdDefaults: Defaults = { thresholding: false, dynamic_thresholding_ratio: 0.995, sample_max_value: 1 };
export const clipDefaults: Defaults = { clip_sample: true, clip_sample_range: 1 };

export const readThreshold = (settings: Settings): Limit =>
  settings.flag('thresholding')
    ? { kind: 'threshold', ratio: settings.number('dynamic_thresholding_ratio'), most: settings.number('sample_max_value') }
    : { kind: 'none' };

export const readClip = (settings: Settings): Limit =>
  settings.flag('clip_sample') ? { kind: 'clip', range: settings.number('clip_sample_range') } : { kind: 'none' };

/** Thresholding wins over clipping. */
export const readLimit = (settings: Settings): Limit => (settings.flag('thresholding') ? readThreshold(settings) : readClip(settings));
