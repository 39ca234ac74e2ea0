import type { Piece } from '../pipelines/types.ts';
import { ddim } from './ddim.ts';
import { dpmSolverMultistep } from './dpm-solver-multistep.ts';
import { type SamplerEntry, samplerOf } from './entry.ts';
import { euler } from './euler.ts';
import { eulerAncestral } from './euler-ancestral.ts';
import { heun } from './heun.ts';
import { lcm } from './lcm.ts';
import { ancestralSpecs, churnSpecs, eta } from './option-specs.ts';
import type { Sampler } from './sampler.ts';

const entries: readonly SamplerEntry[] = [
  samplerOf({
    id: 'euler@1',
    label: 'Euler',
    explanation: 'One straight step along the slope: simple, fast, predictable.',
    order: 1,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'time',
    options: churnSpecs,
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
    options: ancestralSpecs,
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
    options: churnSpecs,
    create: heun,
  }),
  samplerOf({
    id: 'dpmpp-2m@1',
    label: 'DPM++ 2M',
    explanation: 'Second order from the last two predictions at one network call a step: the usual best choice, with Karras.',
    order: 2,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: {},
    create: () => dpmSolverMultistep(),
  }),
  samplerOf({
    id: 'ddim@1',
    label: 'DDIM',
    explanation: 'The classic deterministic sampler, also run backwards for editing; eta adds noise up to DDPM.',
    order: 1,
    callsPerStep: 1,
    stochastic: false,
    coordinates: 'sigma',
    options: { eta: eta(0) },
    create: ddim,
  }),
  samplerOf({
    id: 'lcm@1',
    label: 'LCM',
    explanation: 'Jumps to the picture and noises it again: two to eight steps, for consistency-distilled models only.',
    order: 1,
    callsPerStep: 1,
    stochastic: true,
    coordinates: 'sigma',
    options: {},
    create: lcm,
  }),
];

/** The one table of samplers: forms, recipes, checks and runs all read it. */
export const samplers: readonly SamplerEntry[] = entries;

const byId = new Map(entries.map((entry) => [entry.id, entry]));

export const samplerEntry = (id: string): SamplerEntry => {
  const entry = byId.get(id);
  if (entry === undefined) throw new RangeError(`There is no sampler ${id}`);
  return entry;
};

export const createSampler = ({ id, options }: Piece): Sampler => samplerEntry(id).create(options);
