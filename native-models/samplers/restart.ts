import { addScaled } from '../latent.ts';
import { karras } from '../schedules/karras.ts';
import { heun } from './heun.ts';
import type { Sampler } from './sampler.ts';
import { nothing, only, stepwise } from './stepwise.ts';

export type Restart = Readonly<{
  /** How often the interval is run again, and in how many steps. */
  times: number;
  steps: number;
  sMin: number;
  sMax: number;
  sNoise: number;
}>;

export const usualRestart: Restart = { times: 1, steps: 9, sMin: 0.1, sMax: 2, sNoise: 1 };

const nearest = (sigmas: readonly number[], wanted: number): number =>
  sigmas.reduce((best, sigma, i) => (Math.abs(sigma - wanted) < Math.abs(sigmas[best]! - wanted) ? i : best), 0);

/** One Heun step, after noise has brought the state up from where the last run down ended. */
type Leap = Readonly<{ raisedFrom: number | null; sigma: number; sigmaNext: number }>;

/** The steps of the whole: down to near σ_min, again from near σ_max as often as asked, then on to the end. */
const leapsOf = (sigmas: readonly number[], { times, steps, sMin, sMax }: Restart): readonly Leap[] => {
  const along = (list: readonly number[], reached: number): readonly Leap[] =>
    list.slice(1).map((sigmaNext, i) => ({ raisedFrom: i === 0 && list[0]! > reached ? reached : null, sigma: list[i]!, sigmaNext }));
  const [bottom, top] = [nearest(sigmas, sMin), nearest(sigmas, sMax)];
  if (times < 1 || top >= bottom || sigmas[bottom] === 0 || bottom === sigmas.length - 1) return along(sigmas, Infinity);
  const again = karras(steps + 1, sigmas[bottom]!, sigmas[top]!);
  return [
    ...along(sigmas.slice(0, bottom + 1), Infinity),
    ...Array.from({ length: times }, (_, i) => along(again, i === 0 ? sigmas[bottom]! : again.at(-1)!)).flat(),
    ...along(sigmas.slice(bottom), Infinity),
  ];
};

/**
 * Restart sampling (Xu et al., 2023, algorithm 2): Heun down to σ_min, noise back up to σ_max, Heun down again, and so on; the fresh noise
 * forgets old errors. Order 2, two network calls a step, stochastic. A1111's version also replaces the schedule by a shorter Karras one so that the
 * number of calls stays; this one keeps the schedule it is given and adds the restarts.
 */
export const restart = (options: Partial<Restart> = {}): Sampler => {
  const settings = { ...usualRestart, ...options };
  return stepwise(nothing, async (run, { index, x }) => {
    const leaps = leapsOf(run.sigmas, settings);
    const leap = leaps[index];
    if (leap === undefined) return null;
    const { raisedFrom, sigma, sigmaNext } = leap;
    const raised =
      raisedFrom === null
        ? x
        : addScaled(x, settings.sNoise * Math.sqrt(sigma ** 2 - raisedFrom ** 2), run.noise(x.length, raisedFrom, sigma));
    const { x: moved, denoised } = await only(heun()({ ...run, x: raised, sigmas: [sigma, sigmaNext], from: undefined }));
    return { count: leaps.length, sigma, sigmaNext, x: moved, denoised, memory: null };
  });
};
