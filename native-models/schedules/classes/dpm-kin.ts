import { deis } from '../../samplers/deis.ts';
import { saSolver } from '../../samplers/sa-solver.ts';
import { unipc } from '../../samplers/unipc.ts';
import { powerShift, stretchToTerminal, timeShift } from '../flow-shift.ts';
import { following, type GridRequest } from '../parts.ts';
import { linspace } from '../ranges.ts';
import type { Defaults, Settings } from '../settings.ts';
import { dpmDefaults, dpmFamily, dpmUsual, readEnd } from './dpm.ts';
import type { SchedulerClass } from './sigma-held.ts';
import { nearlyNothing, readLevels, readSpacing } from './table.ts';

/** Other multistep methods on the grid of the DPM-Solver family. */
const spacedDpm: Defaults = { ...dpmDefaults, timestep_spacing: 'linspace', steps_offset: 0 };

const readGrid = (settings: Settings) => ({
  ...dpmUsual(settings),
  spacing: readSpacing(settings),
  offset: settings.number('steps_offset'),
});

/** These never end at 0: spaced sigmas at that of timestep 0, all others by standing still in the last step. */
const neverZero = { spaced: 'first-trained', shaped: 'repeat', flow: 'repeat' } as const;

export const DEISMultistepScheduler: SchedulerClass = {
  defaults: { ...spacedDpm, algorithm_type: 'deis', solver_type: 'logrho' },
  read: (settings) =>
    dpmFamily(settings, {
      ...readGrid(settings),
      ends: neverZero,
      sampler: {
        id: 'deis@1',
        coordinates: 'sigma',
        limitsItself: false,
        prepare: following((_, grid) =>
          deis({
            order: settings.number('solver_order'),
            lowerOrderFinal: settings.flag('lower_order_final') && grid.timesteps.length < 15,
          }),
        ),
      },
    }),
};

const unipcTimes = (settings: Settings, { steps, mu }: GridRequest): readonly number[] => {
  const even = linspace(1, 1 / settings.number('num_train_timesteps'), steps + 1).slice(0, -1);
  const factor = settings.text('time_shift_type') === 'linear' ? (mu ?? 1) : Math.exp(mu ?? 0);
  const dynamic = settings.flag('use_dynamic_shifting');
  const shifted = even.map((t) => (dynamic ? powerShift(t, factor) : timeShift(t, settings.number('flow_shift'))));
  const terminal = settings.numberOrNull('shift_terminal');
  const stretched = terminal === null || terminal === 0 ? shifted : stretchToTerminal(shifted, terminal);
  return stretched.map((t, index) => (index === 0 && Math.abs(t - 1) < 1e-6 ? t - 1e-6 : t));
};

export const UniPCMultistepScheduler: SchedulerClass = {
  defaults: {
    ...spacedDpm,
    predict_x0: true,
    solver_type: 'bh2',
    disable_corrector: [],
    solver_p: null,
    final_sigmas_type: 'zero',
    rescale_betas_zero_snr: false,
    sigma_min: null,
    sigma_max: null,
    shift_terminal: null,
  },
  read: (settings) => {
    const end = readEnd(settings);
    const usual = readGrid(settings);
    const clean = settings.flag('predict_x0');
    return dpmFamily(settings, {
      ...usual,
      ends: { spaced: end, shaped: end === 'zero' ? 'zero' : 'repeat', flow: end === 'zero' ? 'zero' : 'repeat' },
      zeroSnr: settings.flag('rescale_betas_zero_snr'),
      range: { sigmaMin: settings.numberOrNull('sigma_min'), sigmaMax: settings.numberOrNull('sigma_max') },
      times: (request) => unipcTimes(settings, request),
      limit: clean ? usual.limit : { kind: 'none' },
      sampler: {
        id: 'unipc@1',
        coordinates: 'sigma',
        limitsItself: false,
        prepare: (grid, from) => ({
          sampler: unipc({
            order: settings.number('solver_order'),
            variant: settings.text('solver_type') === 'bh1' ? 'bh1' : 'bh2',
            form: clean ? 'data' : 'noise',
            lowerOrderFinal: settings.flag('lower_order_final'),
            uncorrected: (settings.list('disable_corrector') ?? []).map((step) => step - from),
          }),
          sigmas: grid.sigmas.slice(from),
          timesteps: grid.timesteps.slice(from),
        }),
      },
    });
  },
};

/** The reference's default τ: stochastic in the middle of the trained timesteps only. */
const middleTau = (timestep: number): number => (timestep >= 200 && timestep <= 800 ? 1 : 0);

export const SASolverScheduler: SchedulerClass = {
  defaults: {
    ...spacedDpm,
    predictor_order: 2,
    corrector_order: 2,
    tau_func: null,
    algorithm_type: 'data_prediction',
    lambda_min_clipped: -Infinity,
    variance_type: null,
  },
  read: (settings) => {
    const parts = dpmFamily(settings, {
      ...readGrid(settings),
      ends: neverZero,
      lambdaMin: settings.number('lambda_min_clipped'),
      sampler: {
        id: 'sa-solver@1',
        coordinates: 'sigma',
        limitsItself: false,
        prepare: following((_, grid) => {
          const told = new Map(grid.timesteps.map((timestep, index) => [grid.sigmas[index]!, timestep]));
          return saSolver({
            predictorOrder: settings.number('predictor_order'),
            correctorOrder: settings.number('corrector_order'),
            form: settings.text('algorithm_type') === 'noise_prediction' ? 'noise' : 'data',
            lowerOrderFinal: settings.flag('lower_order_final'),
            tau: (sigma) => middleTau(told.get(sigma) ?? 0),
          });
        }),
      },
    });
    const table = readLevels(settings, false, nearlyNothing);
    return { ...parts, noisesTo: table.sigmaAt };
  },
};
