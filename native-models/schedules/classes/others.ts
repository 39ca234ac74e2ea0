import { type Precondition, varianceExploding, variancePreserving, velocity } from '../../denoisers/prediction.ts';
import { ipndm } from '../../samplers/ipndm.ts';
import { lcm } from '../../samplers/lcm.ts';
import { predictorCorrector } from '../../samplers/predictor-corrector.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import type { Levels } from '../levels.ts';
import { following, noBoundary } from '../parts.ts';
import { linspace } from '../ranges.ts';
import { unitVariance } from './alpha-held.ts';
import { freeLevels } from './edm.ts';
import type { SchedulerClass } from './sigma-held.ts';

/** σ where the clean part of a state is nothing to float32. */
const pureNoise = 2 ** 20;

/** The reference divides the first picture by max(α, 1e-8) with α = 0, which leaves none of it. */
const blindAtPureNoise =
  (denoise: Denoise): Denoise =>
  async (x, sigma, signal) =>
    sigma >= pureNoise ? new Float64Array(x.length) : denoise(x, sigma, signal);

const f32 = Math.fround;

/** noise = sin²(πs/2) in place of a table of betas, known to the network as the angle atan2(noise, signal)·2/π; it predicts v. */
export const IPNDMScheduler: SchedulerClass = {
  defaults: { num_train_timesteps: 1000, trained_betas: null },
  read: (settings) => {
    const noises = (steps: number): readonly number[] =>
      settings.list('trained_betas') ?? linspace(1, 0, steps + 1).map((s) => f32(f32(Math.sin((s * Math.PI) / 2)) ** 2));
    const sigmaOf = (noise: number): number => {
      const signal = f32(Math.sqrt(f32(1 - f32(noise * noise))));
      return signal === 0 ? pureNoise : noise / signal;
    };
    const angle = (sigma: number): number => (2 / Math.PI) * Math.atan(sigma);
    const levels: Levels = {
      family: 'vp',
      sigmaMin: sigmaOf(noises(settings.number('num_train_timesteps')).at(-2)!),
      sigmaMax: pureNoise,
      trained: settings.number('num_train_timesteps'),
      sigmaAt: (timestep) => Math.tan((timestep * Math.PI) / 2),
      timestepAt: angle,
    };
    return {
      levels,
      alpha: variancePreserving,
      precondition: velocity(variancePreserving),
      timePrecondition: null,
      grid: ({ steps }) => {
        const sigmas = noises(steps).map(sigmaOf);
        return { sigmas, timesteps: sigmas.slice(0, -1).map((sigma) => (sigma >= pureNoise ? 1 : angle(sigma))) };
      },
      timestepOf: angle,
      startScale: unitVariance,
      noisesTo: null,
      held: 'scaled',
      limit: { kind: 'none' },
      boundary: blindAtPureNoise,
      sampler: { id: 'ipndm@1', coordinates: 'sigma', limitsItself: false, prepare: following(() => ipndm()) },
    };
  },
};

/** Consistency models (Song et al., 2023, appendix C): EDM's coefficients shifted so that D(x; σ_min) = x. */
const consistency =
  (sigmaMin: number, sigmaData: number): Precondition =>
  (sigma) => ({
    cIn: 1 / Math.sqrt(sigma ** 2 + sigmaData ** 2),
    cSkip: sigmaData ** 2 / ((sigma - sigmaMin) ** 2 + sigmaData ** 2),
    cOut: ((sigma - sigmaMin) * sigmaData) / Math.sqrt(sigma ** 2 + sigmaData ** 2),
  });

export const CMStochasticIterativeScheduler: SchedulerClass = {
  defaults: { num_train_timesteps: 40, sigma_min: 0.002, sigma_max: 80, sigma_data: 0.5, s_noise: 1, rho: 7, clip_denoised: true },
  read: (settings) => {
    const timestepAt = (sigma: number): number => 250 * Math.log(sigma + 1e-44);
    const levels = freeLevels('edm', settings, timestepAt);
    const { sigmaMin, sigmaMax, trained } = levels;
    const inverse = 1 / settings.number('rho');
    const sigmaAtRamp = (ramp: number): number =>
      (sigmaMax ** inverse + ramp * (sigmaMin ** inverse - sigmaMax ** inverse)) ** (1 / inverse);
    return {
      levels,
      alpha: varianceExploding,
      precondition: consistency(sigmaMin, settings.number('sigma_data')),
      timePrecondition: null,
      grid: ({ steps }) => {
        const stride = Math.floor(trained / steps);
        const sigmas = Array.from({ length: steps }, (_, i) => sigmaAtRamp((i * stride) / (trained - 1)));
        return { sigmas: [...sigmas, sigmaMin], timesteps: sigmas.map(timestepAt) };
      },
      timestepOf: timestepAt,
      startScale: () => sigmaMax,
      noisesTo: null,
      held: 'plain',
      limit: settings.flag('clip_denoised') ? { kind: 'clip', range: 1 } : { kind: 'none' },
      boundary: noBoundary,
      sampler: {
        id: 'lcm@1',
        coordinates: 'sigma',
        limitsItself: false,
        prepare: following(() => lcm({ sNoise: settings.number('s_noise'), floor: sigmaMin })),
      },
    };
  },
};

/** Variance exploding SDE (Song et al., 2021): the network is the score, known by the time t of σ = σ_min·(σ_max/σ_min)^t. */
export const ScoreSdeVeScheduler: SchedulerClass = {
  defaults: { num_train_timesteps: 2000, snr: 0.15, sigma_min: 0.01, sigma_max: 1348, sampling_eps: 1e-5, correct_steps: 1 },
  read: (settings) => {
    const [low, high] = [settings.number('sigma_min'), settings.number('sigma_max')];
    const timestepAt = (sigma: number): number => Math.log(sigma / low) / Math.log(high / low);
    const levels: Levels = { ...freeLevels('ve', settings, timestepAt), sigmaAt: (t) => low * (high / low) ** t };
    return {
      levels,
      alpha: varianceExploding,
      precondition: (sigma) => ({ cIn: 1, cSkip: 1, cOut: sigma ** 2 }),
      timePrecondition: null,
      grid: ({ steps }) => ({
        sigmas: [...linspace(Math.log(high), Math.log(low), steps).map(Math.exp), 0],
        timesteps: linspace(1, settings.number('sampling_eps'), steps),
      }),
      timestepOf: timestepAt,
      startScale: () => high,
      noisesTo: null,
      held: 'plain',
      limit: { kind: 'none' },
      boundary: noBoundary,
      sampler: {
        id: 'predictor-corrector@1',
        coordinates: 'sigma',
        limitsItself: false,
        prepare: following(() =>
          predictorCorrector({
            snr: settings.number('snr'),
            correctorSteps: settings.number('correct_steps'),
            corrects: 'before',
            ends: 'noisy',
          }),
        ),
      },
    };
  },
};
