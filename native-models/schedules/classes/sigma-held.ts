import type { Limit } from '../../denoisers/limit.ts';
import { outputFor } from '../../denoisers/network.ts';
import { type Precondition, variancePreserving } from '../../denoisers/prediction.ts';
import { combine } from '../../latent.ts';
import type { Reread } from '../../samplers/churn.ts';
import { euler } from '../../samplers/euler.ts';
import { eulerAncestral } from '../../samplers/euler-ancestral.ts';
import { dpm2 } from '../../samplers/dpm2.ts';
import { dpm2Ancestral, halfWay, type Middle } from '../../samplers/dpm2-ancestral.ts';
import { heun } from '../../samplers/heun.ts';
import { lms } from '../../samplers/lms.ts';
import { type Naming, type Shape, tableGrid } from '../configured-grid.ts';
import { following, noBoundary, type OwnSampler, type Parts, type StepOptions } from '../parts.ts';
import type { Defaults, Settings } from '../settings.ts';
import {
  clipDefaults,
  readClip,
  readLevels,
  readPrecondition,
  readShape,
  readSpacing,
  shapeDefaults,
  smallestHalf,
  tableDefaults,
} from './table.ts';

/** diffusers' classes after k-diffusion: they hold clean + σ·noise, and shape their sigmas between those of the spaced timesteps. */
export type SchedulerClass = Readonly<{ defaults: Defaults; read: (settings: Settings) => Omit<Parts, 'schedulerClass'> }>;

const spacedDefaults: Defaults = { ...tableDefaults, timestep_spacing: 'linspace', steps_offset: 0 };

type SigmaHeld = Readonly<{
  shape: Shape;
  naming: Naming;
  zeroSnr: boolean;
  end: 'zero' | 'first-trained';
  range: 'spaced' | 'trained';
  sigmaMin: number | null;
  sigmaMax: number | null;
  limit: Limit;
  sampler: (precondition: Precondition) => OwnSampler;
}>;

const plain: Omit<SigmaHeld, 'sampler'> = {
  shape: 'spaced',
  naming: 'between',
  zeroSnr: false,
  end: 'zero',
  range: 'spaced',
  sigmaMin: null,
  sigmaMax: null,
  limit: { kind: 'none' },
};

const sigmaHeld = (settings: Settings, { sampler, limit, zeroSnr, ...rule }: SigmaHeld): Omit<Parts, 'schedulerClass'> => {
  const levels = readLevels(settings, zeroSnr, smallestHalf);
  const spacing = readSpacing(settings);
  const precondition = readPrecondition(settings);
  const points = {
    spacing,
    offset: settings.number('steps_offset'),
    spare: 0,
    trained: levels.trained,
    last: levels.trained,
    rounding: 'none',
  } as const;
  return {
    levels,
    alpha: variancePreserving,
    precondition,
    timePrecondition: null,
    grid: ({ steps }) => tableGrid({ ...rule, spacing: points }, levels, steps),
    timestepOf: rule.naming === 'edm' ? (sigma) => 0.25 * Math.log(sigma) : levels.timestepAt,
    startScale: spacing === 'leading' ? (sigma) => Math.sqrt(sigma ** 2 + 1) : (sigma) => sigma,
    noisesTo: null,
    held: 'plain',
    limit,
    boundary: noBoundary,
    sampler: sampler(precondition),
  };
};

/** What the reference's step options mean to `euler` and `heun`. Its count is that of the whole schedule, even where image-to-image cuts it. */
export const readChurn = (options: StepOptions) => ({
  churn: Number(options['s_churn'] ?? 0),
  sMin: Number(options['s_tmin'] ?? 0),
  sMax: Number(options['s_tmax'] ?? Infinity),
  sNoise: Number(options['s_noise'] ?? 1),
});

/**
 * The network's answer at (x, σ), read at x̂ with the coefficients of σ̂. EulerDiscreteScheduler takes those of σ itself where the answer is not
 * the noise (`stays`).
 */
export const rereadBy =
  (precondition: Precondition, coefficients: 'raised' | 'stays' = 'raised'): Reread =>
  (x, sigma, denoised, xHat, sigmaHat) => {
    if (sigma === sigmaHat) return denoised;
    const { cSkip, cOut } = precondition(coefficients === 'raised' ? sigmaHat : sigma);
    return combine([cSkip, xHat], [cOut, outputFor(precondition, x, denoised, sigma)]);
  };

/** `spare`: points that the reference's list of sigmas has more than steps, and counts. */
export const churnedEuler = (precondition: Precondition, coefficients: 'raised' | 'stays' = 'raised', spare = 0): OwnSampler => ({
  id: 'euler@1',
  coordinates: 'sigma',
  limitsItself: false,
  prepare: (grid, from, options) => {
    const share = (grid.timesteps.length - from) / (grid.timesteps.length + spare);
    const { churn, ...window } = readChurn(options);
    const settings = { ...window, churn: churn * share, ...(churn > 0 ? { reread: rereadBy(precondition, coefficients) } : {}) };
    return { sampler: euler(settings), sigmas: grid.sigmas.slice(from), timesteps: grid.timesteps.slice(from) };
  },
});

const own = (id: string, prepare: OwnSampler['prepare']) => (): OwnSampler => ({ id, coordinates: 'sigma', limitsItself: false, prepare });

const shapes = ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas'] as const;

export const EulerDiscreteScheduler: SchedulerClass = {
  defaults: {
    ...spacedDefaults,
    ...shapeDefaults,
    interpolation_type: 'linear',
    sigma_min: null,
    sigma_max: null,
    timestep_type: 'discrete',
    rescale_betas_zero_snr: false,
    final_sigmas_type: 'zero',
  },
  read: (settings) => {
    const shape = readShape(settings, shapes);
    const logLinear = settings.text('interpolation_type') === 'log_linear';
    const continuous = settings.text('timestep_type') === 'continuous' && settings.text('prediction_type') === 'v_prediction';
    return sigmaHeld(settings, {
      ...plain,
      shape: logLinear && shape === 'spaced' ? 'log-linear' : shape,
      naming: continuous ? 'edm' : 'between',
      zeroSnr: settings.flag('rescale_betas_zero_snr'),
      end: settings.text('final_sigmas_type') === 'sigma_min' ? 'first-trained' : 'zero',
      sigmaMin: settings.numberOrNull('sigma_min'),
      sigmaMax: settings.numberOrNull('sigma_max'),
      range: logLinear ? 'trained' : 'spaced',
      sampler: (precondition) =>
        churnedEuler(
          precondition,
          settings.text('prediction_type') === 'epsilon' ? 'raised' : 'stays',
          logLinear && shape === 'spaced' ? 1 : 0,
        ),
    });
  },
};

export const EulerAncestralDiscreteScheduler: SchedulerClass = {
  defaults: { ...spacedDefaults, rescale_betas_zero_snr: false },
  read: (settings) =>
    sigmaHeld(settings, {
      ...plain,
      zeroSnr: settings.flag('rescale_betas_zero_snr'),
      sampler: own(
        'euler-ancestral@1',
        following(() => eulerAncestral()),
      ),
    }),
};

export const HeunDiscreteScheduler: SchedulerClass = {
  defaults: { ...spacedDefaults, ...shapeDefaults, ...clipDefaults, beta_start: 0.00085, beta_end: 0.012, clip_sample: false },
  read: (settings) =>
    sigmaHeld(settings, {
      ...plain,
      shape: readShape(settings, shapes),
      limit: readClip(settings),
      sampler: own(
        'heun@1',
        following(() => heun()),
      ),
    }),
};

const midBetas: Defaults = { ...spacedDefaults, ...shapeDefaults, beta_start: 0.00085, beta_end: 0.012 };

/** The inner point has the sigma of the next step but a timestep of its own, so the two must not be taken for one. */
const aHairAside: Middle = (sigma, down) => halfWay(sigma, down) * (1 + 1e-12);

/** These two round the timesteps of Karras sigmas, but not those of the points between. */
const roundedKarras = (settings: Settings): Pick<SigmaHeld, 'shape' | 'naming'> => {
  const shape = readShape(settings, shapes);
  return { shape, naming: shape === 'karras' ? 'rounded' : 'between' };
};

export const KDPM2DiscreteScheduler: SchedulerClass = {
  defaults: midBetas,
  read: (settings) =>
    sigmaHeld(settings, {
      ...plain,
      ...roundedKarras(settings),
      sampler: own(
        'dpm2@1',
        following(() => dpm2()),
      ),
    }),
};

export const KDPM2AncestralDiscreteScheduler: SchedulerClass = {
  defaults: midBetas,
  read: (settings) =>
    sigmaHeld(settings, {
      ...plain,
      ...roundedKarras(settings),
      sampler: own(
        'dpm2-ancestral@1',
        following(() => dpm2Ancestral({ middle: aHairAside })),
      ),
    }),
};

export const LMSDiscreteScheduler: SchedulerClass = {
  defaults: { ...spacedDefaults, ...shapeDefaults },
  read: (settings) =>
    sigmaHeld(settings, {
      ...plain,
      shape: readShape(settings, shapes),
      sampler: own('lms@1', (grid, from, options) => ({
        sampler: lms({ order: Number(options['order'] ?? 4), missed: grid.sigmas.slice(0, from).toReversed() }),
        sigmas: grid.sigmas.slice(from),
        timesteps: grid.timesteps.slice(from),
      })),
    }),
};
