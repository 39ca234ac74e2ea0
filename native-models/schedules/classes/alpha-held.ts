import { applyLimit } from '../../denoisers/limit.ts';
import { type SignalScale, variancePreserving } from '../../denoisers/prediction.ts';
import { combine, type Latent } from '../../latent.ts';
import { ddim } from '../../samplers/ddim.ts';
import { ddpm, type DdpmVariance } from '../../samplers/ddpm.ts';
import { lcm } from '../../samplers/lcm.ts';
import { relabelled } from '../../samplers/relabelled.ts';
import { tcd } from '../../samplers/tcd.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import type { Grid } from '../configured-grid.ts';
import { distilledTimesteps } from '../distilled.ts';
import type { Levels } from '../levels.ts';
import { following, noBoundary, type OwnSampler, type Parts } from '../parts.ts';
import type { Defaults, Settings } from '../settings.ts';
import { spacedTimesteps } from '../spacing.ts';
import type { SchedulerClass } from './sigma-held.ts';
import {
  clipDefaults,
  nearlyNothing,
  readLevels,
  readLimit,
  readPrecondition,
  readSpacing,
  tableDefaults,
  thresholdDefaults,
} from './table.ts';

/** diffusers' classes that hold α·(clean + σ·noise), as DDPM and DDIM were written, and visit whole timesteps. */
export const wholeDefaults: Defaults = {
  ...tableDefaults,
  ...clipDefaults,
  ...thresholdDefaults,
  timestep_spacing: 'leading',
  steps_offset: 0,
  rescale_betas_zero_snr: false,
};

export const unitVariance = (sigma: number): number => Math.sqrt(sigma ** 2 + 1);

/** α·x stays when a state at one sigma is called a state at another. */
export const keepScaled = (x: Latent, from: number, to: number, alpha: SignalScale = variancePreserving): Latent =>
  x.map((value) => (value * alpha(from)) / alpha(to));

/** The spaced whole timesteps and their sigmas; the last step goes to `end`. */
export const wholeGrid = (settings: Settings, levels: Levels, steps: number, end: number): Grid => {
  const points = {
    offset: settings.number('steps_offset'),
    spare: 0,
    trained: levels.trained,
    last: levels.trained,
    rounding: 'whole',
  } as const;
  const timesteps = spacedTimesteps({ ...points, spacing: readSpacing(settings) }, steps);
  return { timesteps, sigmas: [...timesteps.map(levels.sigmaAt), end] };
};

export const alphaHeld = (settings: Settings, levels: Levels, grid: Parts['grid'], sampler: OwnSampler): Omit<Parts, 'schedulerClass'> => ({
  levels,
  alpha: variancePreserving,
  precondition: readPrecondition(settings),
  timePrecondition: null,
  grid,
  timestepOf: levels.timestepAt,
  startScale: unitVariance,
  noisesTo: null,
  held: 'scaled',
  limit: readLimit(settings),
  boundary: noBoundary,
  sampler,
});

/** Where a step lands that counts back a fixed stride, whatever the next timestep is called; below 0 it lands on `end`. */
export const strideLandings = (grid: Grid, levels: Levels): readonly number[] => {
  const stride = Math.floor(levels.trained / grid.timesteps.length);
  const end = grid.sigmas.at(-1)!;
  return grid.timesteps.map((timestep) => (timestep - stride >= 0 ? levels.sigmaAt(timestep - stride) : end));
};

export const DDIMScheduler: SchedulerClass = {
  defaults: { ...wholeDefaults, set_alpha_to_one: true },
  read: (settings) => {
    const levels = readLevels(settings, settings.flag('rescale_betas_zero_snr'), nearlyNothing);
    const end = settings.flag('set_alpha_to_one') ? 0 : levels.sigmaMin;
    return alphaHeld(settings, levels, ({ steps }) => wholeGrid(settings, levels, steps, end), {
      id: 'ddim@1',
      coordinates: 'sigma',
      limitsItself: true,
      prepare: (grid, from, options) => {
        const landings = strideLandings(grid, levels).slice(from);
        const limit = (denoised: Latent) => applyLimit(readLimit(settings), denoised);
        // `use_clipped_model_output` takes the noise direction from the clipped picture too: then clipping is the denoiser's business
        const sampler = ddim({ eta: Number(options['eta'] ?? 0), limit, limitDirection: options['use_clipped_model_output'] === true });
        const sigmas = [...grid.sigmas.slice(from, -1), landings.at(-1)!];
        return { sampler: relabelled(sampler, landings, keepScaled), sigmas, timesteps: grid.timesteps.slice(from) };
      },
    });
  },
};

/** f = c_skip(t)·αx + c_out(t)·D with c_skip(0) = 1 (Luo et al., 2023): what a latent consistency model was distilled with, σ_data = ½. */
const consistencyBoundary =
  (scaling: number) =>
  (denoise: Denoise, timestepOf: (sigma: number) => number): Denoise =>
  async (x, sigma, signal) => {
    const t = timestepOf(sigma) * scaling;
    const total = t ** 2 + 0.25;
    const denoised = await denoise(x, sigma, signal);
    return combine([t / Math.sqrt(total), denoised], [(0.25 / total) * variancePreserving(sigma), x]);
  };

export const distilledDefaults: Defaults = {
  ...wholeDefaults,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  clip_sample: false,
  original_inference_steps: 50,
  set_alpha_to_one: true,
  timestep_scaling: 10,
};

/** The consistency timesteps of a distilled model, a subset of those it was distilled at. */
export const distilledGrid = (settings: Settings, levels: Levels, steps: number, end: number, taught = 1): Grid => {
  const timesteps = distilledTimesteps(levels.trained, settings.number('original_inference_steps'), steps, taught);
  return { timesteps, sigmas: [...timesteps.map(levels.sigmaAt), end] };
};

export const LCMScheduler: SchedulerClass = {
  defaults: distilledDefaults,
  read: (settings) => {
    const levels = readLevels(settings, settings.flag('rescale_betas_zero_snr'), nearlyNothing);
    const sampler: OwnSampler = {
      id: 'lcm@1',
      coordinates: 'sigma',
      limitsItself: false,
      prepare: following(() => lcm()),
    };
    const parts = alphaHeld(settings, levels, ({ steps, taught }) => distilledGrid(settings, levels, steps, 0, taught), sampler);
    return { ...parts, boundary: consistencyBoundary(settings.number('timestep_scaling')) };
  },
};

export const TCDScheduler: SchedulerClass = {
  defaults: distilledDefaults,
  read: (settings) => {
    const levels = readLevels(settings, settings.flag('rescale_betas_zero_snr'), nearlyNothing);
    const sampler: OwnSampler = {
      id: 'tcd@1',
      coordinates: 'sigma',
      limitsItself: false,
      prepare: (grid, from, options) => {
        const gamma = Number(options['eta'] ?? 0.3);
        const called = new Map(grid.timesteps.map((timestep, index) => [grid.sigmas[index]!, timestep]));
        const below = (sigmaNext: number) => levels.sigmaAt(Math.floor((1 - gamma) * (called.get(sigmaNext) ?? 0)));
        return { sampler: tcd({ below }), sigmas: grid.sigmas.slice(from), timesteps: grid.timesteps.slice(from) };
      },
    };
    // the last step goes to timestep 0, not to a clean picture; the reference reads the clipping keys and does not clip
    const parts = alphaHeld(settings, levels, ({ steps }) => distilledGrid(settings, levels, steps, levels.sigmaMin), sampler);
    return { ...parts, limit: { kind: 'none' } };
  },
};

const ddpmVariance = (settings: Settings): DdpmVariance => {
  const kind = settings.text('variance_type');
  switch (kind) {
    case 'fixed_small':
    case 'fixed_small_log':
      return 'small';
    case 'fixed_large':
    case 'fixed_large_log':
      return 'large';
    case 'learned_range':
      return 'learned-range';
    case 'learned':
      return 'learned';
    default:
      throw new Error(`the variance type "${kind}" is not known`);
  }
};

export const DDPMScheduler: SchedulerClass = {
  defaults: { ...wholeDefaults, variance_type: 'fixed_small' },
  read: (settings) => {
    const levels = readLevels(settings, settings.flag('rescale_betas_zero_snr'), nearlyNothing);
    return alphaHeld(settings, levels, ({ steps }) => wholeGrid(settings, levels, steps, 0), {
      id: 'ddpm@1',
      coordinates: 'sigma',
      limitsItself: false,
      wanted: ddpmVariance(settings).startsWith('learned') ? 'prediction and rest' : 'prediction',
      prepare: following((_, grid) => ddpm({ variance: ddpmVariance(settings), noiseAtEnd: grid.timesteps.at(-1)! > 0 })),
    });
  },
};
