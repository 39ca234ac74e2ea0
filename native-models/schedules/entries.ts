import { alignYourSteps } from './align-your-steps.ts';
import { beta } from './beta.ts';
import { betaTimesteps, ddimUniform, normal, sgmUniform, simple } from './by-timestep.ts';
import { between, type ScheduleEntry, scheduleOf } from './entry.ts';
import { exponential, polyexponential } from './exponential.ts';
import { dynamicMu, timeShift } from './flow-shift.ts';
import { karras } from './karras.ts';
import { klOptimal } from './kl-optimal.ts';
import { linearQuadratic } from './linear-quadratic.ts';
import { listedSigmas } from './listed.ts';
import { linspace } from './ranges.ts';
import { spacedTimesteps } from './spacing.ts';
import * as specs from './option-specs.ts';
import { continuousVp } from './vp.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

const ofDiffusion = ['vp', 've', 'edm', 'pfgmpp'] as const;
const ofTimesteps = ['vp', 'flow'] as const;
const ofFlow = ['flow'] as const;
const ofAll = ['vp', 've', 'edm', 'pfgmpp', 'flow'] as const;

export const entries: readonly ScheduleEntry[] = [
  scheduleOf({
    id: 'karras@1',
    label: 'Karras',
    explanation: 'Small steps at low noise, where detail is decided.',
    families: ofDiffusion,
    options: { rho: specs.rho(7) },
    create: (options) => between((count, low, high) => karras(count, low, high, options.rho)),
  }),
  scheduleOf({
    id: 'exponential@1',
    label: 'Exponential',
    explanation: 'Every step divides the noise by the same number.',
    families: ofDiffusion,
    options: {},
    create: () => between(exponential),
  }),
  scheduleOf({
    id: 'polyexponential@1',
    label: 'Polyexponential',
    explanation: 'Exponential with a bend: above 1 the steps gather at low noise.',
    families: ofDiffusion,
    options: { rho: specs.rho(1) },
    create: (options) => between((count, low, high) => polyexponential(count, low, high, options.rho)),
  }),
  scheduleOf({
    id: 'sgm-uniform@1',
    label: 'SGM uniform',
    explanation: 'Even steps over the timesteps, the last as long as the others: for Turbo and Lightning models.',
    families: ofTimesteps,
    options: {},
    create: () => sgmUniform,
  }),
  scheduleOf({
    id: 'normal@1',
    label: 'Normal',
    explanation: 'Even steps over the timesteps, both ends visited.',
    families: ofTimesteps,
    options: {},
    create: () => normal,
  }),
  scheduleOf({
    id: 'simple@1',
    label: 'Simple',
    explanation: "Every so many-th of the model's own noise levels.",
    families: ofTimesteps,
    options: {},
    create: () => simple,
  }),
  scheduleOf({
    id: 'ddim-uniform@1',
    label: 'DDIM uniform',
    explanation: 'The timesteps of the first DDIM: starts below pure noise, and may take a step more than asked for.',
    families: ofTimesteps,
    options: {},
    create: () => ddimUniform,
  }),
  scheduleOf({
    id: 'spaced@1',
    label: "Model's timesteps",
    explanation: 'Steps evenly over the whole timesteps that the model was trained on.',
    families: ['vp'],
    options: { spacing: specs.spacing, offset: specs.offset },
    create:
      ({ spacing, offset }) =>
      ({ levels, steps }) => {
        const points = { spare: 0, trained: levels.trained, last: levels.trained, rounding: 'none' } as const;
        return [...spacedTimesteps({ ...points, offset, spacing }, steps).map(levels.sigmaAt), 0];
      },
  }),
  scheduleOf({
    id: 'beta@1',
    label: 'Beta',
    explanation: 'Small steps at both ends, by the quantiles of a beta distribution.',
    families: ofAll,
    options: { reading: specs.betaReading, alpha: specs.betaShape('Alpha'), beta: specs.betaShape('Beta') },
    create:
      ({ reading, alpha, beta: b }) =>
      ({ levels, steps }) =>
        reading === 'timesteps'
          ? betaTimesteps({ levels, steps }, alpha, b)
          : [...beta(steps, levels.sigmaMin, levels.sigmaMax, alpha, b), 0],
  }),
  scheduleOf({
    id: 'kl-optimal@1',
    label: 'KL optimal',
    explanation: 'Best for Gaussian data by theory; smooth from the first step to the last.',
    families: ofAll,
    options: { end: specs.klEnd },
    create:
      ({ end }) =>
      ({ levels, steps }) =>
        klOptimal(steps, levels.sigmaMin, levels.sigmaMax, end),
  }),
  scheduleOf({
    id: 'align-your-steps@1',
    label: 'Align your steps',
    explanation: 'Noise levels measured to be best for Stable Diffusion in ten steps.',
    families: ['vp'],
    options: { model: specs.alignedModel, reading: specs.alignedReading },
    create:
      ({ model, reading }) =>
      ({ steps }) =>
        alignYourSteps(model, reading, steps),
  }),
  scheduleOf({
    id: 'linear-quadratic@1',
    label: 'Linear–quadratic',
    explanation: 'Short even steps near the noise, then longer and longer ones: for flow models.',
    families: ofFlow,
    options: { threshold: specs.threshold },
    create:
      ({ threshold }) =>
      ({ levels, steps }) =>
        linearQuadratic(steps, levels.sigmaMax, threshold),
  }),
  scheduleOf({
    id: 'flow-shift@1',
    label: 'Flow shift',
    explanation: 'Even steps in time, moved towards the noise: more for larger pictures.',
    families: ofFlow,
    options: {
      kind: specs.shiftKind,
      shift: specs.shift,
      baseShift: specs.mu('Shift of small pictures', 0.5),
      maxShift: specs.mu('Shift of large pictures', 1.15),
    },
    create:
      ({ kind, shift, baseShift, maxShift }) =>
      ({ levels, steps, imageTokens }) => {
        const mu = dynamicMu(imageTokens ?? 4096, { baseShift, maxShift, baseTokens: 256, maxTokens: 4096 });
        const factor = kind === 'fixed' ? shift : Math.exp(mu);
        return [...linspace(1, levels.sigmaMin, steps).map((t) => timeShift(t, factor)), 0];
      },
  }),
  scheduleOf({
    id: 'vp@1',
    label: 'VP',
    explanation: 'The noise of the continuous variance-preserving SDE over even time.',
    families: ofDiffusion,
    options: { betaD: specs.betaD, betaMin: specs.betaMin, epsilon: specs.epsilon },
    create:
      ({ betaD, betaMin, epsilon }) =>
      ({ steps }) => [...continuousVp(steps, betaD, betaMin, epsilon), 0],
  }),
  scheduleOf({
    id: 'edm@1',
    label: 'EDM',
    explanation: 'Karras between noise levels of your own, 0.002 and 80 in the paper.',
    families: ofDiffusion,
    options: { sigmaMin: specs.sigma('Lowest σ', 0.002), sigmaMax: specs.sigma('Highest σ', 80), rho: specs.rho(7) },
    create:
      ({ sigmaMin, sigmaMax, rho }) =>
      ({ steps }) => [...karras(steps, sigmaMin, sigmaMax, rho), 0],
  }),
  scheduleOf({
    id: 'custom@1',
    label: 'Custom',
    explanation: 'Noise levels that you type or draw.',
    families: ofAll,
    options: { sigmas: specs.sigmas, fit: specs.fit },
    create: ({ sigmas, fit }) => {
      if (sigmas.length === 0) throw new Refusal(sentence('schedule.no-levels'));
      return ({ steps }) => listedSigmas(sigmas, fit ? steps : 'as they are');
    },
  }),
];
