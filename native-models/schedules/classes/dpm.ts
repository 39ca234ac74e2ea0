import { flowInTime, straightLine, variancePreserving } from '../../denoisers/prediction.ts';
import type { Limit } from '../../denoisers/limit.ts';
import { type DpmMultistep, dpmSolverMultistep } from '../../samplers/dpm-solver-multistep.ts';
import { dpmSolverSinglestep, singlestepOrders } from '../../samplers/dpm-solver-singlestep.ts';
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
import { sentence } from '../../words/sentence.ts';
import { Refusal } from '../../refusal.ts';

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

type End = 'zero' | 'first-trained' | 'repeat';

export type DpmFamily = Readonly<{
  spacing: Spacing;
  offset: number;
  shapes: Parameters<typeof readShape>[1];
  karrasNaming: Naming;
  /** Where a run ends, by where its sigmas come from. */
  ends: Readonly<{ spaced: End; shaped: End; flow: End }>;
  zeroSnr: boolean;
  /** Timesteps whose λ lies below this are not visited. */
  lambdaMin: number;
  range: Readonly<{ sigmaMin: number | null; sigmaMax: number | null }>;
  /** t of a run on the straight line, without its end. */
  times: (request: GridRequest) => readonly number[];
  limit: Limit;
  sampler: OwnSampler;
}>;

/** What most of the family's classes have in common. */
export const dpmUsual = (settings: Settings): Omit<DpmFamily, 'sampler' | 'ends'> => ({
  spacing: 'linspace',
  offset: 0,
  shapes: ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas'],
  karrasNaming: 'rounded',
  zeroSnr: false,
  lambdaMin: -Infinity,
  range: { sigmaMin: null, sigmaMax: null },
  times: ({ steps, mu }) => evenTimes(settings, steps).map((t) => timeShift(t, mu === null ? settings.number('flow_shift') : Math.exp(mu))),
  limit: readThreshold(settings),
});

/** t from 1 − 1/T down to 0 in n + 1 even steps, without the 0. */
const evenTimes = (settings: Settings, steps: number): readonly number[] =>
  linspace(1, 1 / settings.number('num_train_timesteps'), steps + 1)
    .slice(1)
    .toReversed()
    .map((kept) => 1 - kept);

const endOf = (end: End, sigmas: readonly number[], levels: Levels): number =>
  end === 'zero' ? 0 : end === 'repeat' ? sigmas.at(-1)! : levels.sigmaMin;

export const dpmFamily = (settings: Settings, family: DpmFamily): Omit<Parts, 'schedulerClass'> => {
  const table = readLevels(settings, family.zeroSnr, smallestHalf);
  const flow = settings.flag('use_flow_sigmas');
  const alpha = flow ? straightLine : variancePreserving;
  const shape = readShape(settings, family.shapes);
  const trained = table.trained;
  const last = linspace(0, trained - 1, trained).filter((t) => -Math.log(table.sigmaAt(t)) >= family.lambdaMin).length;
  const spacing = { spacing: family.spacing, offset: family.offset, spare: 1, trained, last, rounding: 'whole' } as const;
  const naming = shape === 'karras' || shape === 'lu' ? family.karrasNaming : 'cut';
  const rule = {
    spacing,
    shape,
    range: 'trained',
    ...family.range,
    naming,
    end: shape === 'spaced' ? family.ends.spaced : family.ends.shaped,
  } as const;
  const flowGrid = (times: readonly number[], end: End): Grid => ({
    sigmas: [...times, endOf(end, times, table)],
    timesteps: times.map((t) => Math.trunc(t * trained)),
  });
  const shapedFlow = (steps: number): Grid =>
    flowGrid(
      tableGrid(rule, table, steps)
        .sigmas.slice(0, -1)
        .map((sigma) => sigma / (1 + sigma)),
      rule.end,
    );
  return {
    levels: flow
      ? { ...table, family: 'flow', sigmaMin: 1 / trained, sigmaMax: 1, sigmaAt: (t) => t / trained, timestepAt: (t) => t * trained }
      : table,
    alpha,
    precondition: readPrecondition(settings, alpha),
    timePrecondition: flow ? flowInTime : null,
    grid: (request) => {
      if (!flow) return tableGrid(rule, table, request.steps);
      return shape === 'spaced' ? flowGrid(family.times(request), family.ends.flow) : shapedFlow(request.steps);
    },
    timestepOf: flow ? (sigma) => (sigma / (1 + sigma)) * trained : table.timestepAt,
    startScale: flow ? (sigma) => 1 + sigma : unitVariance,
    noisesTo: null,
    held: 'scaled',
    limit: family.limit,
    boundary: noBoundary,
    sampler: family.sampler,
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
  throw new Refusal(sentence('solver.order', { value }));
};

export const readEnd = (settings: Settings): 'zero' | 'first-trained' =>
  settings.text('final_sigmas_type') === 'sigma_min' ? 'first-trained' : 'zero';

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
    const end = readEnd(settings);
    return dpmFamily(settings, {
      ...dpmUsual(settings),
      spacing: readSpacing(settings),
      offset: settings.number('steps_offset'),
      shapes: ['use_karras_sigmas', 'use_lu_lambdas', 'use_exponential_sigmas', 'use_beta_sigmas'],
      karrasNaming: settings.text('beta_schedule') === 'squaredcos_cap_v2' ? 'cut' : 'rounded',
      ends: { spaced: end, shaped: end, flow: end },
      zeroSnr: settings.flag('rescale_betas_zero_snr'),
      lambdaMin: settings.number('lambda_min_clipped'),
      sampler: multistepSampler(settings),
    });
  },
};

export const DPMSolverSinglestepScheduler: SchedulerClass = {
  defaults: {
    ...dpmDefaults,
    algorithm_type: 'dpmsolver++',
    solver_type: 'midpoint',
    lower_order_final: false,
    final_sigmas_type: 'zero',
    lambda_min_clipped: -Infinity,
    variance_type: null,
  },
  read: (settings) => {
    const end = readEnd(settings);
    return dpmFamily(settings, {
      ...dpmUsual(settings),
      ends: { spaced: end, shaped: end, flow: end },
      lambdaMin: settings.number('lambda_min_clipped'),
      sampler: {
        id: 'dpm-singlestep@1',
        coordinates: 'sigma',
        limitsItself: false,
        prepare: (grid, from) => {
          const count = grid.timesteps.length;
          const most = order(settings);
          // what cannot end on whole blocks ends on lower orders, whatever the configuration says
          const lower = settings.flag('lower_order_final') || count % most !== 0 || end === 'zero';
          const orders = singlestepOrders(count, most, lower, end === 'zero').slice(from);
          const secondOrder = settings.text('solver_type') === 'heun' ? 'heun' : 'midpoint';
          return {
            sampler: dpmSolverSinglestep({ ...algorithm(settings), order: most, secondOrder, orders }),
            sigmas: grid.sigmas.slice(from),
            timesteps: grid.timesteps.slice(from),
          };
        },
      },
    });
  },
};
