import type { Latent } from '../latent.ts';
import { ancestralStep, renoise } from './ancestral.ts';
import { dpmInnerStep, remembering } from './dpm-inner.ts';
import { asPoint, type DpmStep, plainDpm } from './dpm-update.ts';
import { euler } from './euler.ts';
import type { Sampler } from './sampler.ts';

export type DpmAdaptive = Readonly<{
  order: 2 | 3;
  rtol: number;
  atol: number;
  /** First step in ln σ. */
  hInit: number;
  pCoeff: number;
  iCoeff: number;
  dCoeff: number;
  acceptSafety: number;
  eta: number;
  sNoise: number;
}>;

export const usualAdaptive: DpmAdaptive = {
  order: 3,
  rtol: 0.05,
  atol: 0.0078,
  hInit: 0.05,
  pCoeff: 0,
  iCoeff: 1,
  dCoeff: 0,
  acceptSafety: 0.81,
  eta: 0,
  sNoise: 1,
};

const noiseForm: DpmStep = { ...plainDpm, form: 'noise' };

/** A PID step-size controller: which factor the step grows by, from the inverse of the last errors (k-diffusion `PIDStepSizeController`). */
const growth = (
  { pCoeff, iCoeff, dCoeff, order, eta }: DpmAdaptive,
  inverse: number,
  [last, oneBefore]: readonly [number, number],
): number => {
  const o = eta > 0 ? 1.5 : order;
  const factor = inverse ** ((pCoeff + iCoeff + dCoeff) / o) * last ** (-(pCoeff + 2 * dCoeff) / o) * oneBefore ** (dCoeff / o);
  return 1 + Math.atan(factor - 1);
};

const errorOf = (low: Latent, high: Latent, previous: Latent, { rtol, atol }: DpmAdaptive): number => {
  const squares = low.map((value, i) => {
    const allowed = Math.max(atol, rtol * Math.max(Math.abs(value), Math.abs(previous[i]!)));
    return ((value - high[i]!) / allowed) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / low.length);
};

/**
 * DPM-Solver-12 and -23 with adaptive steps (Lu et al., 2022a, §3.5; k-diffusion `sample_dpm_adaptive`): takes only the ends of the schedule and
 * makes steps in ln σ whose estimated error stays in bounds. Ends at the smallest sigma above 0. `order` network calls a try; how many tries, the
 * picture decides, so `count` in its steps is what it took so far.
 */
export const dpmAdaptive = (options: Partial<DpmAdaptive> = {}): Sampler =>
  async function* (run) {
    const { denoise, sigmas, noise, signal } = run;
    let { x } = run;
    const settings = { ...usualAdaptive, ...options };
    const { order, eta, sNoise, acceptSafety } = settings;
    const positive = sigmas.filter((sigma) => sigma > 0);
    // nothing lies between the ends: all that is left is the step to 0
    if (positive[0] === positive.at(-1) && sigmas.at(-1) === 0) return yield* euler()({ ...run, sigmas: [positive[0]!, 0] });
    const end = -Math.log(positive.at(-1)!);
    let lambda = -Math.log(positive[0]!);
    let h = settings.hInit;
    let previous = x;
    let earlier: readonly [number, number] | null = null;
    for (let index = 0; lambda < end - 1e-5; ) {
      const ask = remembering(denoise, signal);
      const lambdaNext = Math.min(end, lambda + h);
      const [sigma, sigmaNext] = [Math.exp(-lambda), Math.exp(-lambdaNext)];
      const down = eta > 0 ? Math.max(ancestralStep({ eta, sNoise, rule: 'variance' }, sigma, sigmaNext).down, Math.exp(-end)) : sigmaNext;
      const denoised = await ask(x, sigma);
      const first = asPoint('noise', x, denoised, sigma);
      const low = await dpmInnerStep(noiseForm, ask, x, first, down, order === 3 ? [1 / 3] : []);
      const high = await dpmInnerStep(noiseForm, ask, x, first, down, order === 3 ? [1 / 3, 2 / 3] : [1 / 2]);
      const inverse = 1 / (errorOf(low, high, previous, settings) + 1e-8);
      earlier ??= [inverse, inverse];
      const factor = growth(settings, inverse, earlier);
      h *= factor;
      if (factor < acceptSafety) continue;
      earlier = [inverse, earlier[0]];
      previous = low;
      x = renoise({ eta, sNoise, rule: 'variance' }, high, Math.sqrt(Math.max(sigmaNext ** 2 - down ** 2, 0)), sigma, sigmaNext, noise);
      lambda = lambdaNext;
      x = (yield { index, count: index + 1, sigma, sigmaNext, x, denoised }) ?? x;
      index++;
    }
    return x;
  };
