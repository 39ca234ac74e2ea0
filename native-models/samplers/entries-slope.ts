import { dpm2 } from './dpm2.ts';
import { dpm2Ancestral } from './dpm2-ancestral.ts';
import { type SamplerEntry, samplerOf } from './entry.ts';
import { euler } from './euler.ts';
import { eulerAncestral } from './euler-ancestral.ts';
import { heun } from './heun.ts';
import { ipndm } from './ipndm.ts';
import { lms } from './lms.ts';
import * as specs from './option-specs.ts';
import { restart } from './restart.ts';

/** Samplers that follow the slope dx/dσ, in whatever coordinates sigma is counted. */
export const slopeSamplers: readonly SamplerEntry[] = [
  samplerOf({
    id: 'euler@1',
    label: 'Euler',
    explanation: 'One straight step along the slope: simple, fast, predictable.',
    order: 1,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'time',
    options: specs.churnSpecs,
    create: euler,
  }),
  samplerOf({
    id: 'euler-ancestral@1',
    label: 'Euler a',
    explanation: 'Euler with fresh noise at every step: lively pictures that keep changing with the number of steps.',
    order: 1,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: specs.ancestralSpecs,
    create: eulerAncestral,
  }),
  samplerOf({
    id: 'heun@1',
    label: 'Heun',
    explanation: 'Looks at both ends of a step and takes the mean slope: accurate, two network calls a step.',
    order: 2,
    callsPerStep: 2,
    stochastic: false,
    coordinates: 'time',
    options: specs.churnSpecs,
    create: heun,
  }),
  samplerOf({
    id: 'dpm2@1',
    label: 'DPM2',
    explanation: 'Takes the slope in the middle of a step for the whole: accurate, two network calls a step.',
    order: 2,
    callsPerStep: 2,
    stochastic: false,
    coordinates: 'time',
    options: specs.churnSpecs,
    create: dpm2,
  }),
  samplerOf({
    id: 'dpm2-ancestral@1',
    label: 'DPM2 a',
    explanation: 'DPM2 with fresh noise at every step.',
    order: 2,
    callsPerStep: 2,
    stochastic: true,
    coordinates: 'sigma',
    options: specs.ancestralSpecs,
    create: dpm2Ancestral,
  }),
  samplerOf({
    id: 'lms@1',
    label: 'LMS',
    explanation: 'Extends the curve of the last four slopes: exact at one network call a step, unsteady at strong guidance.',
    order: 4,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'time',
    options: { order: specs.order(4, 4) },
    create: lms,
  }),
  samplerOf({
    id: 'ipndm@1',
    label: 'iPNDM',
    explanation: 'PLMS without its doubled first step; takes the steps for even ones.',
    order: 4,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'time',
    options: { order: specs.order(4, 4) },
    create: ipndm,
  }),
  samplerOf({
    id: 'ipndm-v@1',
    label: 'iPNDM v',
    explanation: 'iPNDM with weights for uneven steps, which makes it LMS of at most fourth order.',
    order: 4,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'time',
    options: { order: specs.order(4, 4) },
    create: lms,
  }),
  samplerOf({
    id: 'restart@1',
    label: 'Restart',
    explanation: 'Heun that noises a middle interval and runs it again, which forgives earlier errors.',
    order: 2,
    callsPerStep: 2,
    stochastic: true,
    coordinates: 'sigma',
    options: specs.restartSpecs,
    create: restart,
  }),
];
