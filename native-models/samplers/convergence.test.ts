import { describe, expect, it } from 'vitest';
import type { OptionValue } from '../pipelines/types.ts';
import { karras } from '../schedules/karras.ts';
import { linspace } from '../schedules/ranges.ts';
import { createSampler, samplerEntry, samplers } from './index.ts';
import type { Denoise, NoiseSource } from './sampler.ts';

/** Data N(0, c²): D(x; σ) = x·c²/(c² + σ²), and the ODE's solution is x scaled with √(c² + σ²). */
const spread = 0.7;
const gaussian: Denoise = async (x, sigma) => x.map((value) => (value * spread ** 2) / (spread ** 2 + sigma ** 2));
const exact = (from: number, to: number): number => Math.sqrt((spread ** 2 + to ** 2) / (spread ** 2 + from ** 2));

const silent: NoiseSource = () => {
  throw new Error('the ODE draws no noise');
};
const nothing: NoiseSource = (length) => new Float64Array(length);

const evenInLog = (steps: number) => linspace(Math.log(4), Math.log(0.2), steps + 1).map(Math.exp);
const evenInSigma = (steps: number) => linspace(4, 0.2, steps + 1);
/** Starts where the picture is all noise and the slope hardly turns: the low order of a multistep method's first steps then costs nothing. */
const fromAfar = (steps: number) => karras(steps + 1, 0.02, 200);

const errorAfter = async (id: string, options: Record<string, OptionValue>, sigmas: readonly number[], noise: NoiseSource) => {
  const x = Float64Array.of(1, -2, 0.5);
  const steps = createSampler({ id, options })({ denoise: gaussian, x, sigmas, noise, signal: new AbortController().signal });
  let next = await steps.next();
  while (next.done !== true) next = await steps.next();
  return Math.abs(next.value[0]! / exact(sigmas[0]!, sigmas.at(-1)!) - 1);
};

type Case = Readonly<{
  id: string;
  options?: Record<string, OptionValue>;
  grid?: typeof evenInLog;
  least: number;
  steps?: number;
  finer?: number;
  noise?: NoiseSource;
}>;

/** Orders of the deterministic form, measured by halving the steps. */
const cases: readonly Case[] = [
  { id: 'euler@1', least: 0.9 },
  { id: 'euler-ancestral@1', options: { eta: 0 }, least: 0.9 },
  { id: 'euler-ancestral@1', options: { eta: 0, rule: 'flow' }, least: 0.9 },
  { id: 'ddim@1', least: 0.9 },
  { id: 'heun@1', least: 1.8 },
  { id: 'dpm2@1', least: 1.8 },
  { id: 'dpm2-ancestral@1', options: { eta: 0 }, least: 1.8 },
  { id: 'dpmpp-2m@1', least: 1.8 },
  { id: 'dpmpp-2m-sde@1', options: { eta: 0 }, least: 1.8 },
  { id: 'dpmpp-2m-sde@1', options: { eta: 0, secondOrder: 'heun' }, least: 1.8 },
  { id: 'dpmpp-3m-sde@1', options: { eta: 0 }, least: 1.8 },
  { id: 'dpmpp-sde@1', options: { eta: 0 }, least: 1.8 },
  { id: 'dpmpp-2s-ancestral@1', options: { eta: 0 }, least: 1.8 },
  { id: 'dpm-multistep@1', options: { order: 1, lowerOrderFinal: false }, least: 0.9 },
  { id: 'dpm-multistep@1', options: { order: 2, lowerOrderFinal: false, form: 'noise' }, least: 1.8 },
  { id: 'dpm-multistep@1', options: { order: 3, lowerOrderFinal: false }, least: 1.8 },
  { id: 'dpm-singlestep@1', options: { order: 2, lowerOrderFinal: false }, least: 1.8 },
  { id: 'dpm-singlestep@1', options: { order: 3, lowerOrderFinal: false, secondOrder: 'heun' }, least: 2.7, steps: 48 },
  { id: 'dpm-singlestep@1', options: { order: 3, lowerOrderFinal: false, form: 'noise' }, least: 2.7, steps: 48 },
  { id: 'unipc@1', options: { order: 1 }, least: 1.8 },
  { id: 'unipc@1', options: { order: 2 }, grid: fromAfar, least: 2.7 },
  { id: 'unipc@1', options: { order: 2, variant: 'bh1' }, grid: fromAfar, least: 2.7 },
  { id: 'deis@1', options: { order: 2, lowerOrderFinal: false }, least: 1.8 },
  { id: 'deis@1', options: { order: 3, lowerOrderFinal: false }, grid: fromAfar, least: 2.7 },
  { id: 'lms@1', options: { order: 2 }, least: 1.8 },
  { id: 'lms@1', grid: fromAfar, steps: 64, least: 3 },
  { id: 'ipndm@1', options: { order: 1 }, least: 0.9 },
  { id: 'ipndm-v@1', options: { order: 2 }, least: 1.8 },
  { id: 'plms@1', grid: fromAfar, steps: 64, least: 1.8 },
  { id: 'sa-solver@1', options: { tau: 0, predictorOrder: 2, correctorOrder: 2 }, least: 1.8, noise: nothing },
  { id: 'sa-solver@1', options: { tau: 0, predictorOrder: 3, correctorOrder: 3 }, grid: fromAfar, least: 2.7, noise: nothing },
  { id: 'sa-solver@1', options: { tau: 0, predictorOrder: 2, correctorOrder: 1, form: 'noise' }, least: 0.9, noise: nothing },
  { id: 'ipndm@1', grid: fromAfar, least: 0.9 },
  { id: 'ipndm-v@1', grid: fromAfar, least: 3 },
  { id: 'unipc@1', options: { order: 3 }, grid: fromAfar, least: 2.7 },
  { id: 'dpm-multistep@1', options: { order: 3, lowerOrderFinal: false, thirdOrder: 'as-published' }, grid: fromAfar, least: 1.6 },
  { id: 'dpm-multistep@1', options: { order: 3, lowerOrderFinal: false }, grid: fromAfar, least: 2.7 },
  { id: 'plms@1', grid: evenInSigma, steps: 256, least: 3 },
  { id: 'dpm-fast@1', least: 2.7, steps: 47, finer: 95 },
];

describe('order of convergence on the analytic Gaussian', () => {
  it.each(cases.map((entry) => [`${entry.id} ${JSON.stringify(entry.options ?? {})}`, entry] as const))('%s', async (_, entry) => {
    const { id, options = {}, grid = evenInLog, least, steps = 64, finer = 2 * steps, noise = silent } = entry;
    const coarse = await errorAfter(id, options, grid(steps), noise);
    const fine = await errorAfter(id, options, grid(finer), noise);
    expect(Math.log2(coarse / fine)).toBeGreaterThan(least);
  });

  it('measures every sampler that has an ODE form', () => {
    const without = new Set(['lcm@1', 'tcd@1', 'ddpm@1', 'annealed-langevin@1', 'predictor-corrector@1', 'restart@1', 'dpm-adaptive@1']);
    const measured = new Set(cases.map(({ id }) => id));
    expect(samplers.map(({ id }) => id).filter((id) => !measured.has(id) && !without.has(id))).toEqual([]);
  });

  it('says the order of each in the table', () => {
    for (const { id, least } of cases) expect(samplerEntry(id).order, id).toBeGreaterThanOrEqual(Math.floor(least));
  });
});
