import { annealedLangevin } from './annealed-langevin.ts';
import { ddim } from './ddim.ts';
import { ddpm } from './ddpm.ts';
import { type SamplerEntry, samplerOf } from './entry.ts';
import { lcm } from './lcm.ts';
import * as specs from './option-specs.ts';
import { pndm } from './pndm.ts';
import { predictorCorrector } from './predictor-corrector.ts';
import { tcd } from './tcd.ts';

/** Samplers of diffusion's own history, and those of distilled models. */
export const classicSamplers: readonly SamplerEntry[] = [
  samplerOf({
    id: 'ddim@1',
    label: 'DDIM',
    explanation: 'The classic deterministic sampler, also run backwards for editing; eta adds noise up to DDPM.',
    order: 1,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: { eta: specs.eta(0) },
    create: ddim,
  }),
  samplerOf({
    id: 'plms@1',
    label: 'PLMS',
    explanation: "Fourth order from earlier predictions on DDIM's step: the first default of Stable Diffusion.",
    order: 4,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: {},
    create: () => pndm(),
  }),
  samplerOf({
    id: 'ddpm@1',
    label: 'DDPM',
    explanation: 'The original: a little noise at every step, and many steps.',
    order: 1,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: { variance: specs.variance },
    create: ddpm,
  }),
  samplerOf({
    id: 'lcm@1',
    label: 'LCM',
    explanation: 'Jumps to the picture and noises it again: two to eight steps, for consistency-distilled models only.',
    order: 1,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: { sNoise: specs.sNoise },
    create: lcm,
  }),
  samplerOf({
    id: 'tcd@1',
    label: 'TCD',
    explanation: 'Like LCM with less noise put back: for trajectory-consistency models such as Hyper-SD.',
    order: 1,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: { gamma: specs.sharpness },
    create: ({ gamma }, levels) =>
      tcd({
        below: (sigmaNext) => {
          if (sigmaNext === 0 || levels?.family !== 'vp') return (1 - gamma) * sigmaNext;
          return levels.sigmaAt(Math.floor((1 - gamma) * levels.timestepAt(sigmaNext)));
        },
      }),
  }),
  samplerOf({
    id: 'annealed-langevin@1',
    label: 'Annealed Langevin',
    explanation: 'Where it began: wanders along the score at one noise level after the other.',
    order: 1,
    callsPerStep: 10,
    stochastic: true,
    coordinates: 'sigma',
    options: specs.langevinSpecs,
    create: annealedLangevin,
  }),
  samplerOf({
    id: 'predictor-corrector@1',
    label: 'Predictor–corrector',
    explanation: 'Reverses the noising SDE and corrects every level by Langevin steps: for study, with many steps.',
    order: 1,
    callsPerStep: 2,
    stochastic: true,
    coordinates: 'sigma',
    options: specs.predictorCorrectorSpecs,
    create: predictorCorrector,
  }),
];
