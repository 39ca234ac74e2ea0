import { describe, expect, it } from 'vitest';
import { torchCpu } from '../noise/torch-cpu.ts';
import type { OptionValue } from '../pipelines/types.ts';
import { alphaBarTable } from '../schedules/betas.ts';
import { exponential } from '../schedules/exponential.ts';
import { tableLevels } from '../schedules/levels.ts';
import { linspace } from '../schedules/ranges.ts';
import { createSampler } from './index.ts';
import type { Denoise } from './sampler.ts';

/** Two Gaussians on a line, weights 0.8 and 0.2: D is the posterior mean, in closed form. Every entry of the state is a sample of its own. */
const modes = [
  { weight: 0.8, mean: -1, spread: 0.2 },
  { weight: 0.2, mean: 1, spread: 0.2 },
] as const;

const mixture: Denoise = async (x, sigma) =>
  x.map((value) => {
    let total = 0;
    let sum = 0;
    for (const { weight, mean, spread } of modes) {
      const variance = spread ** 2 + sigma ** 2;
      const likelihood = (weight / Math.sqrt(variance)) * Math.exp(-((value - mean) ** 2) / (2 * variance)) + Number.MIN_VALUE;
      total += likelihood;
      sum += likelihood * (mean + (spread ** 2 / variance) * (value - mean));
    }
    return sum / total;
  });

const levels = tableLevels(alphaBarTable({ kind: 'linear', start: 1e-4, end: 0.02 }, 1000, 'as-trained'), 2 ** -24);
const evenInLog = (steps: number) => [...exponential(steps, 0.01, 30), 0];
const overTimesteps = (steps: number) => [...linspace(999, 0, steps).map(levels.sigmaAt), 0];

const draw = async (id: string, options: Record<string, OptionValue>, sigmas: readonly number[]) => {
  const normals = torchCpu(3);
  const steps = createSampler(
    { id, options },
    levels,
  )({
    denoise: mixture,
    x: normals.randn(2_000).map((value) => value * sigmas[0]!),
    sigmas,
    noise: (length) => normals.randn(length),
    signal: new AbortController().signal,
  });
  let next = await steps.next();
  while (next.done !== true) next = await steps.next();
  const left = next.value.filter((value) => value < 0);
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const spread = Math.sqrt(left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / left.length);
  return { weight: left.length / 2_000, mean, spread };
};

const stochastic: readonly (readonly [string, Record<string, OptionValue>, readonly number[]])[] = [
  ['euler-ancestral@1', {}, evenInLog(100)],
  ['euler-ancestral@1', { rule: 'flow' }, evenInLog(100)],
  ['ddim@1', { eta: 1 }, evenInLog(100)],
  ['ddpm@1', {}, overTimesteps(1000)],
  ['ddpm@1', { variance: 'large' }, overTimesteps(1000)],
  ['dpm2-ancestral@1', {}, evenInLog(100)],
  ['dpmpp-2s-ancestral@1', {}, evenInLog(100)],
  ['dpmpp-sde@1', {}, evenInLog(100)],
  ['dpmpp-2m-sde@1', {}, evenInLog(100)],
  ['dpmpp-3m-sde@1', {}, evenInLog(100)],
  ['sa-solver@1', {}, evenInLog(100)],
  ['restart@1', {}, evenInLog(100)],
  ['heun@1', { churn: 20 }, evenInLog(100)],
  ['euler@1', { churn: 20 }, evenInLog(200)],
  ['predictor-corrector@1', { correctorSteps: 0 }, evenInLog(400)],
  ['predictor-corrector@1', { sde: 'vp', correctorSteps: 0 }, overTimesteps(400)],
  ['predictor-corrector@1', { sde: 'sub-vp', correctorSteps: 0 }, overTimesteps(400)],
  ['heun@1', {}, evenInLog(50)],
];

describe('what the stochastic samplers leave of a mixture 0.8 : 0.2', () => {
  it.each(stochastic.map(([id, options, sigmas]) => [`${id} ${JSON.stringify(options)}`, id, options, sigmas] as const))(
    '%s',
    async (_, id, options, sigmas) => {
      const { weight, mean, spread } = await draw(id, options, sigmas);
      expect(Math.abs(weight - 0.8)).toBeLessThan(0.03);
      expect(Math.abs(mean + 1)).toBeLessThan(0.02);
      expect(Math.abs(spread / 0.2 - 1)).toBeLessThan(0.05);
    },
  );

  it('annealed Langevin finds the weights too, if not the spread', async () => {
    const { weight } = await draw('annealed-langevin@1', { inner: 60, stepSize: 0.1, denoiseAtEnd: true }, evenInLog(12));
    expect(Math.abs(weight - 0.8)).toBeLessThan(0.05);
  });
});
