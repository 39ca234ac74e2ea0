import type { Piece } from '../pipelines/types.ts';
import type { Levels } from '../schedules/levels.ts';
import { classicSamplers } from './entries-classic.ts';
import { exponentialSamplers } from './entries-exponential.ts';
import { slopeSamplers } from './entries-slope.ts';
import type { SamplerEntry } from './entry.ts';
import type { Sampler } from './sampler.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** The order in which people look for them; what is not named here follows. */
const first = [
  'dpmpp-2m@1',
  'euler@1',
  'euler-ancestral@1',
  'dpmpp-2m-sde@1',
  'dpmpp-sde@1',
  'unipc@1',
  'heun@1',
  'ddim@1',
  'lcm@1',
  'tcd@1',
];
const place = ({ id }: SamplerEntry): number => (first.includes(id) ? first.indexOf(id) : first.length);

/** The one table of samplers: forms, recipes, checks and runs all read it. */
export const samplers: readonly SamplerEntry[] = [...slopeSamplers, ...exponentialSamplers, ...classicSamplers].toSorted(
  (a, b) => place(a) - place(b),
);

const byId = new Map(samplers.map((entry) => [entry.id, entry]));

export const samplerEntry = (id: string): SamplerEntry => {
  const entry = byId.get(id);
  if (entry === undefined) throw new Refusal(sentence('sampler.none', { id }));
  return entry;
};

export const createSampler = ({ id, options }: Piece, levels?: Levels): Sampler => samplerEntry(id).create(options, levels);
