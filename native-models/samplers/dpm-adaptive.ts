import type { Latent } from '../latent.ts';
import { ancestralStep, renoise } from './ancestral.ts';
import { betweenEnds } from './between-ends.ts';
import { dpmInnerStep, remembering } from './dpm-inner.ts';
import { asPoint, type DpmStep, plainDpm } from './dpm-update.ts';
import type { Sampler } from './sampler.ts';
import { stepwise } from './stepwise.ts';

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

/** How far down ln σ the run is, the next try's step, and the errors of the last two. */
type Memory = Readonly<{ lambda: number; h: number; previous: Latent; earlier: readonly [number, number] | null }>;

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
export const dpmAdaptive = (options: Partial<DpmAdaptive> = {}): Sampler => {
  const settings = { ...usualAdaptive, ...options };
  const { order, eta, sNoise, acceptSafety } = settings;
  const adaptive = stepwise<Memory>(
    ({ x, sigmas }) => ({ lambda: -Math.log(sigmas.find((sigma) => sigma > 0)!), h: settings.hInit, previous: x, earlier: null }),
    async ({ denoise, sigmas, noise, signal }, { index, x, memory }) => {
      const end = -Math.log(sigmas.findLast((sigma) => sigma > 0)!);
      const { lambda, previous } = memory;
      let { h, earlier } = memory;
      if (lambda >= end - 1e-5) return null;
      for (;;) {
        const ask = remembering(denoise, signal);
        const lambdaNext = Math.min(end, lambda + h);
        const [sigma, sigmaNext] = [Math.exp(-lambda), Math.exp(-lambdaNext)];
        const down =
          eta > 0 ? Math.max(ancestralStep({ eta, sNoise, rule: 'variance' }, sigma, sigmaNext).down, Math.exp(-end)) : sigmaNext;
        const denoised = await ask(x, sigma);
        const first = asPoint('noise', x, denoised, sigma);
        const low = await dpmInnerStep(noiseForm, ask, x, first, down, order === 3 ? [1 / 3] : []);
        const high = await dpmInnerStep(noiseForm, ask, x, first, down, order === 3 ? [1 / 3, 2 / 3] : [1 / 2]);
        const inverse = 1 / (errorOf(low, high, previous, settings) + 1e-8);
        earlier ??= [inverse, inverse];
        const factor = growth(settings, inverse, earlier);
        h *= factor;
        if (factor < acceptSafety) continue;
        const up = Math.sqrt(Math.max(sigmaNext ** 2 - down ** 2, 0));
        const moved = renoise({ eta, sNoise, rule: 'variance' }, high, up, sigma, sigmaNext, noise);
        const after: Memory = { lambda: lambdaNext, h, previous: low, earlier: [inverse, earlier[0]] };
        return { count: index + 1, sigma, sigmaNext, x: moved, denoised, memory: after };
      }
    },
  );
  return betweenEnds(adaptive);
};
