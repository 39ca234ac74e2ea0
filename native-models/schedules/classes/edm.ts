import { type Precondition, edm, varianceExploding } from '../../denoisers/prediction.ts';
import { karras } from '../karras.ts';
import type { Grid } from '../configured-grid.ts';
import type { Levels } from '../levels.ts';
import { linspace } from '../ranges.ts';
import { noBoundary, type OwnSampler, type Parts } from '../parts.ts';
import type { Defaults, Settings } from '../settings.ts';
import { multistepSampler } from './dpm.ts';
import { churnedEuler, type SchedulerClass } from './sigma-held.ts';
import { readThreshold, thresholdDefaults } from './table.ts';

/** Networks preconditioned after Karras et al. (2022): sigma itself is the noise level, told as ln σ/4. */
const edmDefaults: Defaults = {
  sigma_min: 0.002,
  sigma_max: 80,
  sigma_data: 0.5,
  sigma_schedule: 'karras',
  num_train_timesteps: 1000,
  prediction_type: 'epsilon',
  rho: 7,
  final_sigmas_type: 'zero',
};

const quarterLog = (sigma: number): number => 0.25 * Math.log(sigma);

/** σ from σ_max to σ_min, each with its own name: what a network without a table of timesteps knows. */
export const freeLevels = (family: Levels['family'], settings: Settings, timestepAt: (sigma: number) => number): Levels => ({
  family,
  sigmaMin: settings.number('sigma_min'),
  sigmaMax: settings.number('sigma_max'),
  trained: settings.number('num_train_timesteps'),
  sigmaAt: (timestep) => Math.exp(4 * timestep),
  timestepAt,
});

const readEdmPrecondition = (settings: Settings): Precondition => {
  const kind = settings.text('prediction_type');
  const coefficients = edm(settings.number('sigma_data'));
  if (kind === 'epsilon') return coefficients;
  if (kind !== 'v_prediction') throw new Error(`the prediction type "${kind}" is not known to the EDM schedulers`);
  return (sigma) => {
    const { cIn, cSkip, cOut } = coefficients(sigma);
    return { cIn, cSkip, cOut: -cOut };
  };
};

/** Even steps in ln σ, counted from below: one step alone is at σ_min. */
const evenSigmas = (count: number, low: number, high: number): number[] =>
  linspace(Math.log(low), Math.log(high), count).map(Math.exp).toReversed();

const edmGrid = (settings: Settings, levels: Levels, steps: number, last: 'repeat' | 'lowest'): Grid => {
  const { sigmaMin, sigmaMax } = levels;
  const even = settings.text('sigma_schedule') === 'exponential';
  const sigmas = even ? evenSigmas(steps, sigmaMin, sigmaMax) : karras(steps, sigmaMin, sigmaMax, settings.number('rho'));
  const end = settings.text('final_sigmas_type') === 'sigma_min' ? (last === 'repeat' ? sigmas.at(-1)! : sigmaMin) : 0;
  return { sigmas: [...sigmas, end], timesteps: sigmas.map(levels.timestepAt) };
};

const edmParts = (
  settings: Settings,
  limit: Parts['limit'],
  last: 'repeat' | 'lowest',
  sampler: (precondition: Precondition) => OwnSampler,
): Omit<Parts, 'schedulerClass'> => {
  const levels = freeLevels('edm', settings, quarterLog);
  const precondition = readEdmPrecondition(settings);
  return {
    levels,
    alpha: varianceExploding,
    precondition,
    timePrecondition: null,
    grid: ({ steps }) => edmGrid(settings, levels, steps, last),
    timestepOf: quarterLog,
    startScale: () => Math.sqrt(levels.sigmaMax ** 2 + 1),
    noisesTo: null,
    held: 'plain',
    limit,
    boundary: noBoundary,
    sampler: sampler(precondition),
  };
};

export const EDMEulerScheduler: SchedulerClass = {
  defaults: edmDefaults,
  read: (settings) => edmParts(settings, { kind: 'none' }, 'repeat', churnedEuler),
};

export const EDMDPMSolverMultistepScheduler: SchedulerClass = {
  defaults: {
    ...edmDefaults,
    ...thresholdDefaults,
    solver_order: 2,
    algorithm_type: 'dpmsolver++',
    solver_type: 'midpoint',
    lower_order_final: true,
    euler_at_final: false,
  },
  read: (settings) => edmParts(settings, readThreshold(settings), 'lowest', () => multistepSampler(settings)),
};
