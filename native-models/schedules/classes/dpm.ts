import { straightLine, variancePreserving } from '../../denoisers/prediction.ts';
import { type DpmMultistep, dpmSolverMultistep } from '../../samplers/dpm-solver-multistep.ts';
import { type Grid, type Naming, tableGrid } from '../configured-grid.ts';
import { timeShift } from '../flow-shift.ts';
import type { Levels } from '../levels.ts';
import { following, type GridRequest, noBoundary, type OwnSampler, type Parts } from '../parts.ts';
import { linspace } from '../ranges.ts';
import type { Defaults, Settings } from '../settings.ts';
import type { Spacing } from '../spacing.ts';
import { unitVariance } from './alpha-held.ts';
import type { SchedulerClass } from './sigma-held.ts';
import {
  readLevels,
  readPrecondition,
  readShape,
  readSpacing,
  readThreshold,
  shapeDefaults,
  smallestHalf,
  tableDefaults,
  thresholdDefaults,
} from './table.ts';

/** The DPM-Solver family: holds α·x, steps in λ = ln(α/σ), can run on a straight line as well, visits n of n + 1 spaced timesteps. */
export const dpmDefaults: Defaults = {
  ...tableDefaults,
  ...thresholdDefaults,
  ...shapeDefaults,
  solver_order: 2,
  lower_order_final: true,
  use_flow_sigmas: false,
  flow_shift: 1,
  use_dynamic_shifting: false,
  time_shift_type: 'exponential',
};

export type DpmFamily = Readonly<{
  spacing: Spacing;
  shapes: Parameters<typeof readShape>[1];
  end: 'zero' | 'first-trained' | 'repeat';
  zeroSnr: boolean;
  /** Timesteps whose λ lies below this are not visited. */
  lambdaMin: number;
  /** DEIS and SA-Solver end their spaced schedule on σ of timestep 0 and repeat the last sigma of any other. */
  spacedEnd: 'zero' | 'first-trained';
  karrasNaming: Naming;
  offset: number;
  sampler: (steps: number) => OwnSampler;
}>;

/** t from 1 down to 1/T in n + 1 even steps without the last, shifted. */
const flowGrid = (settings: Settings, levels: Levels, end: DpmFamily['end'], { steps, mu }: GridRequest): Grid => {
  const trained = settings.number('num_train_timesteps');
  const shift = mu === null ? settings.number('flow_shift') : Math.exp(mu);
  const times = linspace(1, 1 / trained, steps + 1)
    .slice(1)
    .toReversed()
    .map((kept) => timeShift(1 - kept, shift));
  const last = end === 'zero' ? 0 : end === 'repeat' ? times.at(-1)! : levels.sigmaMin;
  return { sigmas: [...times, last], timesteps: times.map((t) => Math.trunc(t * trained)) };
};

export const dpmFamily = (settings: Settings, family: DpmFamily): Omit<Parts, 'schedulerClass'> => {
  const table = readLevels(settings, family.zeroSnr, smallestHalf);
  const flow = settings.flag('use_flow_sigmas');
  const alpha = flow ? straightLine : variancePreserving;
  const shape = readShape(settings, family.shapes);
  const last = Array.from({ length: table.trained }, (_, t) => -Math.log(table.sigmaAt(t))).filter(
    (lambda) => lambda >= family.lambdaMin,
  ).length;
  const spacing = { spacing: family.spacing, offset: family.offset, spare: 1, trained: table.trained, last, rounding: 'whole' } as const;
  const naming = shape === 'karras' || shape === 'lu' ? family.karrasNaming : 'cut';
  const end = shape === 'spaced' ? family.spacedEnd : family.end;
  const rule = { spacing, shape, range: 'trained', sigmaMin: null, sigmaMax: null, naming, end } as const;
  const onLine = flow && shape === 'spaced';
  const levels: Levels = flow ? { ...table, family: 'flow', sigmaMax: 1 } : table;
  return {
    levels,
    alpha,
    precondition: readPrecondition(settings, alpha),
    grid: (request) => (onLine ? flowGrid(settings, table, family.end, request) : tableGrid(rule, table, request.steps)),
    timestepOf: flow ? (sigma) => (sigma / (1 + sigma)) * table.trained : table.timestepAt,
    startScale: flow ? (sigma) => 1 + sigma : unitVariance,
    held: 'scaled',
    limit: readThreshold(settings),
    boundary: noBoundary,
    sampler: family.sampler(0),
  };
};

const algorithm = (settings: Settings): Pick<DpmMultistep, 'form' | 'eta' | 'thirdOrderHalf'> => {
  const kind = settings.text('algorithm_type');
  return {
    form: kind === 'dpmsolver' || kind === 'sde-dpmsolver' ? 'noise' : 'data',
    eta: kind.startsWith('sde-') ? 1 : 0,
    thirdOrderHalf: -1,
  };
};

const order = (settings: Settings): 1 | 2 | 3 => {
  const value = settings.number('solver_order');
  if (value === 1 || value === 2 || value === 3) return value;
  throw new RangeError(`a DPM-Solver of order ${value} does not exist`);
};

export const multistepSampler = (settings: Settings): OwnSampler => ({
  id: settings.text('algorithm_type').startsWith('sde-') ? 'dpmpp-2m-sde@1' : 'dpmpp-2m@1',
  coordinates: 'sigma',
  limitsItself: false,
  prepare: following((_, grid) =>
    dpmSolverMultistep({
      ...algorithm(settings),
      order: order(settings),
      secondOrder: settings.text('solver_type') === 'heun' ? 'heun' : 'midpoint',
      lowerOrderFinal: settings.flag('lower_order_final') && grid.timesteps.length < 15,
      eulerAtFinal: settings.flag('euler_at_final'),
    }),
  ),
});

export const DPMSolverMultistepScheduler: SchedulerClass = {
  defaults: {
    ...dpmDefaults,
    algorithm_type: 'dpmsolver++',
    solver_type: 'midpoint',
    euler_at_final: false,
    use_lu_lambdas: false,
    final_sigmas_type: 'zero',
    lambda_min_clipped: -Infinity,
    variance_type: null,
    timestep_spacing: 'linspace',
    steps_offset: 0,
    rescale_betas_zero_snr: false,
  },
  read: (settings) => {
    const end = settings.text('final_sigmas_type') === 'sigma_min' ? 'first-trained' : 'zero';
    return dpmFamily(settings, {
      spacing: readSpacing(settings),
      shapes: ['use_karras_sigmas', 'use_lu_lambdas', 'use_exponential_sigmas', 'use_beta_sigmas'],
      end,
      spacedEnd: end,
      zeroSnr: settings.flag('rescale_betas_zero_snr'),
      lambdaMin: settings.number('lambda_min_clipped'),
      karrasNaming: settings.text('beta_schedule') === 'squaredcos_cap_v2' ? 'cut' : 'rounded',
      offset: settings.number('steps_offset'),
      sampler: () => multistepSampler(settings),
    });
  },
};
