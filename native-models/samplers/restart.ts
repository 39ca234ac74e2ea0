import { addScaled, type Latent } from '../latent.ts';
import { karras } from '../schedules/karras.ts';
import { heun } from './heun.ts';
import type { Sampler } from './sampler.ts';

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

/** The runs down that make up the whole: to near σ_min, again from near σ_max as often as asked, then on to the end. */
const legsOf = (sigmas: readonly number[], { times, steps, sMin, sMax }: Restart): readonly (readonly number[])[] => {
  const [bottom, top] = [nearest(sigmas, sMin), nearest(sigmas, sMax)];
  if (times < 1 || top >= bottom || sigmas[bottom] === 0 || bottom === sigmas.length - 1) return [sigmas];
  const again = karras(steps + 1, sigmas[bottom]!, sigmas[top]!);
  return [sigmas.slice(0, bottom + 1), ...Array.from({ length: times }, () => again), sigmas.slice(bottom)];
};

/**
 * Restart sampling (Xu et al., 2023, algorithm 2): Heun down to σ_min, noise back up to σ_max, Heun down again, and so on; the fresh noise
 * forgets old errors. Order 2, two network calls a step, stochastic. A1111's version also replaces the schedule by a shorter Karras one so that the
 * number of calls stays; this one keeps the schedule it is given and adds the restarts.
 */
export const restart = (options: Partial<Restart> = {}): Sampler =>
  async function* (run) {
    const settings = { ...usualRestart, ...options };
    const legs = legsOf(run.sigmas, settings);
    const count = legs.reduce((sum, leg) => sum + leg.length - 1, 0);
    let x: Latent = run.x;
    let index = 0;
    let reached = run.sigmas[0]!;
    for (const sigmas of legs) {
      const top = sigmas[0]!;
      if (top > reached) x = addScaled(x, settings.sNoise * Math.sqrt(top ** 2 - reached ** 2), run.noise(x.length, reached, top));
      const steps = heun()({ ...run, x, sigmas });
      let step = await steps.next();
      while (step.done !== true) {
        const replaced: Latent | undefined = yield { ...step.value, index, count };
        index++;
        step = await steps.next(replaced);
      }
      x = step.value;
      reached = sigmas.at(-1)!;
    }
    return x;
  };
