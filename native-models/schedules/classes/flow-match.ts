import { flow, flowInTime, type Precondition, straightLine } from '../../denoisers/prediction.ts';
import { euler } from '../../samplers/euler.ts';
import { heun } from '../../samplers/heun.ts';
import { lcm } from '../../samplers/lcm.ts';
import type { NoiseSource, Sampler } from '../../samplers/sampler.ts';
import { beta } from '../beta.ts';
import type { Grid, Shape } from '../configured-grid.ts';
import { exponential } from '../exponential.ts';
import { dynamicMu, powerShift, stretchToTerminal, timeShift } from '../flow-shift.ts';
import { karras } from '../karras.ts';
import type { Levels } from '../levels.ts';
import { following, type GridRequest, noBoundary, type OwnSampler, type Parts } from '../parts.ts';
import { linspace } from '../ranges.ts';
import type { Defaults, Settings } from '../settings.ts';
import { readChurn, rereadBy, type SchedulerClass } from './sigma-held.ts';
import { readShape, shapeDefaults } from './table.ts';

/** Rectified flows: the state is (1 − t)·picture + t·noise, sigma is t, told as T·t. */
const flowLevels = (trained: number): Levels => ({
  family: 'flow',
  sigmaMin: 1 / trained,
  sigmaMax: 1,
  trained,
  sigmaAt: (timestep) => timestep / trained,
  timestepAt: (t) => t * trained,
});

const flowParts = (
  settings: Settings,
  times: (request: GridRequest) => readonly number[],
  sampler: OwnSampler,
): Omit<Parts, 'schedulerClass'> => {
  const levels = flowLevels(settings.number('num_train_timesteps'));
  return {
    levels,
    alpha: straightLine,
    precondition: flow,
    timePrecondition: flowInTime,
    grid: (request) => {
      const sigmas = times(request);
      return { sigmas: [...sigmas, 0], timesteps: sigmas.map(levels.timestepAt) };
    },
    timestepOf: (sigma) => levels.timestepAt(sigma / (1 + sigma)),
    startScale: (sigma) => 1 + sigma,
    noisesTo: null,
    held: 'scaled',
    limit: { kind: 'none' },
    boundary: noBoundary,
    sampler,
  };
};

/** From t = 1 (shifted once) down to 1/T (shifted once) in even steps; the caller shifts them again, as the reference does. */
const evenTimes = (trained: number, shift: number, steps: number): readonly number[] =>
  linspace(trained, Math.fround(timeShift(1 / trained, shift)) * trained, steps).map((timestep) => timestep / trained);

const reshaped = (shape: Shape, times: readonly number[]): readonly number[] => {
  const [high, low] = [times[0]!, times.at(-1)!];
  switch (shape) {
    case 'karras':
      return karras(times.length, low, high);
    case 'exponential':
      return exponential(times.length, low, high);
    case 'beta':
      return beta(times.length, low, high);
    default:
      return times;
  }
};

const flowTimes = (settings: Settings, { steps, mu, imageTokens }: GridRequest): readonly number[] => {
  const trained = settings.number('num_train_timesteps');
  const shift = settings.number('shift');
  const shifted = (): readonly number[] => {
    if (!settings.flag('use_dynamic_shifting')) return evenTimes(trained, shift, steps).map((t) => timeShift(t, shift));
    const given =
      mu ??
      dynamicMu(imageTokens ?? settings.number('base_image_seq_len'), {
        baseShift: settings.number('base_shift'),
        maxShift: settings.number('max_shift'),
        baseTokens: settings.number('base_image_seq_len'),
        maxTokens: settings.number('max_image_seq_len'),
      });
    const factor = settings.text('time_shift_type') === 'linear' ? given : Math.exp(given);
    return evenTimes(trained, 1, steps).map((t) => powerShift(t, factor));
  };
  const terminal = settings.numberOrNull('shift_terminal');
  const stretched = terminal === null || terminal === 0 ? shifted() : stretchToTerminal(shifted(), terminal);
  return reshaped(readShape(settings, ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas']), stretched);
};

const flowDefaults: Defaults = { num_train_timesteps: 1000, shift: 1 };

export const FlowMatchEulerDiscreteScheduler: SchedulerClass = {
  defaults: {
    ...flowDefaults,
    ...shapeDefaults,
    use_dynamic_shifting: false,
    base_shift: 0.5,
    max_shift: 1.15,
    base_image_seq_len: 256,
    max_image_seq_len: 4096,
    invert_sigmas: false,
    shift_terminal: null,
    time_shift_type: 'exponential',
    stochastic_sampling: false,
  },
  read: (settings) => {
    const stochastic = settings.flag('stochastic_sampling');
    const parts = flowParts(settings, (request) => flowTimes(settings, request), {
      id: stochastic ? 'lcm@1' : 'euler@1',
      coordinates: stochastic ? 'sigma' : 'time',
      limitsItself: false,
      prepare: following(() => (stochastic ? lcm() : euler())),
    });
    return settings.flag('invert_sigmas') ? inverted(parts) : parts;
  },
};

const turned =
  (precondition: Precondition): Precondition =>
  (sigma) => {
    const { cIn, cSkip, cOut } = precondition(sigma);
    return { cIn, cSkip, cOut: -cOut };
  };

/** Models whose time runs from noise at 0 to the picture at 1 and whose velocity points that way: told T·(1 − t), and F changes sign. */
const inverted = (parts: Omit<Parts, 'schedulerClass'>): Omit<Parts, 'schedulerClass'> => {
  const told = (timestep: number): number => parts.levels.trained - timestep;
  return {
    ...parts,
    levels: { ...parts.levels, timestepAt: (t) => told(parts.levels.timestepAt(t)) },
    grid: (request): Grid => {
      const { sigmas, timesteps } = parts.grid(request);
      return { sigmas, timesteps: timesteps.map(told) };
    },
    timestepOf: (sigma) => told(parts.timestepOf(sigma)),
    precondition: turned(flow),
    timePrecondition: turned(flowInTime),
  };
};

/** The reference draws again at the second half of a churned step and does not use it. */
const drawingTwice =
  (sampler: Sampler): Sampler =>
  (run) => {
    const last = run.sigmas.at(-2);
    const noise: NoiseSource = (length, sigma, sigmaTo) => {
      const drawn = run.noise(length, sigma, sigmaTo);
      if (sigma !== last) run.noise(length, sigma, sigmaTo);
      return drawn;
    };
    return sampler({ ...run, noise });
  };

export const FlowMatchHeunDiscreteScheduler: SchedulerClass = {
  defaults: flowDefaults,
  read: (settings) => {
    const shift = settings.number('shift');
    const trained = settings.number('num_train_timesteps');
    return flowParts(settings, ({ steps }) => evenTimes(trained, shift, steps).map((t) => timeShift(t, shift)), {
      id: 'heun@1',
      coordinates: 'time',
      limitsItself: false,
      prepare: (grid, from, options) => {
        const { churn, ...window } = readChurn(options);
        const timesteps = grid.timesteps.slice(from);
        // counted over the whole list, in which every inner sigma stands twice
        const share = timesteps.length / (2 * grid.timesteps.length - 1);
        const churned = () => drawingTwice(heun({ ...window, churn: churn * share, reread: rereadBy(flowInTime, 'stays') }));
        return { sampler: churn === 0 ? heun() : churned(), sigmas: grid.sigmas.slice(from), timesteps };
      },
    });
  },
};
