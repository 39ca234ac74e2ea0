import type { OptionValue } from '../pipelines/types.ts';
import { samplerEntry } from '../samplers/index.ts';
import type { NoiseSource } from '../samplers/sampler.ts';
import { exponential, polyexponential } from '../schedules/exponential.ts';
import { karras } from '../schedules/karras.ts';
import { continuousVp } from '../schedules/vp.ts';
import { analyticDenoiser } from './analytic-denoiser.ts';
import { asFields, asNumber, asNumberLists, asNumbers, asString, type CaseRunner, type Fields } from './case.ts';
import { allOf, compare, type Tolerance } from './compare.ts';
import { recordedNoise } from './recorded-noise.ts';

/** k-diffusion's function names and ours. */
const samplerIds: Readonly<Record<string, string>> = {
  euler: 'euler@1',
  euler_ancestral: 'euler-ancestral@1',
  heun: 'heun@1',
  dpm_2: 'dpm2@1',
  dpm_2_ancestral: 'dpm2-ancestral@1',
  lms: 'lms@1',
  dpm_fast: 'dpm-fast@1',
  dpm_adaptive: 'dpm-adaptive@1',
  dpmpp_2s_ancestral: 'dpmpp-2s-ancestral@1',
  dpmpp_sde: 'dpmpp-sde@1',
  dpmpp_2m: 'dpmpp-2m@1',
  dpmpp_2m_sde: 'dpmpp-2m-sde@1',
  dpmpp_3m_sde: 'dpmpp-3m-sde@1',
};

const optionNames: Readonly<Record<string, string>> = {
  s_churn: 'churn',
  s_tmin: 'sMin',
  s_tmax: 'sMax',
  s_noise: 'sNoise',
  solver_type: 'secondOrder',
  h_init: 'hInit',
  pcoeff: 'pCoeff',
  icoeff: 'iCoeff',
  dcoeff: 'dCoeff',
  accept_safety: 'acceptSafety',
};

const readOptions = (given: Fields): Record<string, OptionValue> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (typeof value !== 'number' && typeof value !== 'string') throw new Error(`option ${name}: expected a number or a word`);
      return [optionNames[name] ?? name, value === Infinity ? 1e6 : value];
    }),
  );

/** The exponent that a polyexponential list was made with, from its second entry, where the case does not say. */
const fittedRho = (sigmas: readonly number[], count: number, low: number, high: number): number =>
  Math.log(Math.log(sigmas[1]! / low) / Math.log(high / low)) / Math.log((count - 2) / (count - 1));

const scheduleOf = (schedule: Fields, recorded: readonly number[]): readonly number[] => {
  const number = (name: string, otherwise: number) => (schedule[name] === undefined ? otherwise : asNumber(schedule[name], name));
  const count = number('n', 0);
  const [low, high] = [number('sigma_min', 0), number('sigma_max', 0)];
  const name = asString(schedule['name'], 'schedule.name');
  switch (name) {
    case 'karras':
      return [...karras(count, low, high, number('rho', 7)), 0];
    case 'exponential':
      return [...exponential(count, low, high), 0];
    case 'polyexponential':
      return [...polyexponential(count, low, high, number('rho', count > 2 ? fittedRho(recorded, count, low, high) : 1)), 0];
    case 'vp':
      return [...continuousVp(count, number('beta_d', 19.9), number('beta_min', 0.1), number('eps_s', 1e-3)), 0];
    default:
      throw new Error(`the schedule ${name} is not known`);
  }
};

/** Euler, Heun and DPM2 draw in the reference at every step, used or not: the draw belongs to the step and not to the call. */
const drawsEveryStep = new Set(['euler', 'heun', 'dpm_2']);

const noiseByStep =
  (draws: readonly (readonly number[])[], sigmas: readonly number[]): NoiseSource =>
  (_, sigma) => {
    const draw = draws[sigmas.indexOf(sigma)];
    if (draw === undefined) throw new Error(`no draw was recorded for sigma ${sigma}`);
    return Float64Array.from(draw);
  };

export const runKSampler: CaseRunner = async ({ header }, item) => {
  const limits = asFields(header['tolerance'], 'tolerance');
  const tolerance: Tolerance = { abs: asNumber(limits['abs'], 'abs'), rel: asNumber(limits['rel'], 'rel') };
  const name = asString(item['sampler'], 'sampler');
  const id = samplerIds[name];
  if (id === undefined) throw new Error(`the sampler ${name} is not known`);
  const recorded = asNumbers(item['sigmas'], 'sigmas');
  const sigmas = scheduleOf(asFields(item['schedule'], 'schedule'), recorded);
  const draws = asNumberLists(item['noise'] ?? [], 'noise');
  let calls = 0;
  const steps = samplerEntry(id).create(readOptions(asFields(item['options'] ?? {}, 'options')))({
    denoise: (x, sigma, signal) => {
      calls++;
      return analyticDenoiser(x, sigma, signal);
    },
    x: Float64Array.from(asNumbers(item['x_init'], 'x_init')),
    sigmas: endsOf(name, asFields(item['schedule'], 'schedule'), sigmas),
    noise: drawsEveryStep.has(name) ? noiseByStep(draws, sigmas) : recordedNoise(draws),
    signal: new AbortController().signal,
  });
  let next = await steps.next();
  while (next.done !== true) next = await steps.next();
  const info = item['info'] === undefined ? {} : asFields(item['info'], 'info');
  return allOf([
    compare('sigmas', sigmas, recorded, tolerance),
    compare('result', next.value, asNumbers(item['result'], 'result'), tolerance),
    ...(info['nfe'] === undefined ? [] : [compare('nfe', [calls], [asNumber(info['nfe'], 'nfe')], { abs: 0, rel: 0 })]),
  ]);
};

/** The two that take only the ends of a schedule get them as the reference does, whatever the list of sigmas is. */
const endsOf = (name: string, schedule: Fields, sigmas: readonly number[]): readonly number[] => {
  if (name !== 'dpm_fast' && name !== 'dpm_adaptive') return sigmas;
  const [low, high] = [asNumber(schedule['sigma_min'], 'sigma_min'), asNumber(schedule['sigma_max'], 'sigma_max')];
  return name === 'dpm_adaptive' ? [high, low, 0] : [high, ...sigmas.slice(1, -2), low, 0];
};
