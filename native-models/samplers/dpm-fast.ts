import { type Ancestral, ancestralStep, renoise } from './ancestral.ts';
import { dpmInnerStep, innerShares } from './dpm-inner.ts';
import { asPoint, type DpmStep, plainDpm } from './dpm-update.ts';
import { euler } from './euler.ts';
import type { Sampler } from './sampler.ts';

const noiseForm: DpmStep = { ...plainDpm, form: 'noise' };

/** As many third-order steps as the calls allow, and a lower one or two for the rest (Lu et al., 2022a, §3.4). */
const ordersFor = (calls: number): readonly number[] => {
  const steps = Math.floor(calls / 3) + 1;
  return calls % 3 === 0
    ? [...Array.from({ length: steps - 2 }, () => 3), 2, 1]
    : [...Array.from({ length: steps - 1 }, () => 3), calls % 3];
};

/**
 * DPM-Solver-fast (Lu et al., 2022a; k-diffusion `sample_dpm_fast`): takes only the ends of the schedule and the number of its steps, which it spends
 * as network calls on third-order steps even in ln σ. Ends at the smallest sigma above 0. Order 3, stochastic where η > 0.
 */
export const dpmFast = (options: Partial<Ancestral> = {}): Sampler =>
  async function* (run) {
    const { denoise, sigmas, noise, signal } = run;
    let { x } = run;
    const settings: Ancestral = { eta: 0, sNoise: 1, rule: 'variance', ...options };
    const positive = sigmas.filter((sigma) => sigma > 0);
    // nothing lies between the ends: all that is left is the step to 0
    if (positive[0] === positive.at(-1) && sigmas.at(-1) === 0) return yield* euler()({ ...run, sigmas: [positive[0]!, 0] });
    const [top, bottom] = [positive[0]!, positive.at(-1)!];
    const orders = ordersFor(Math.max(sigmas.length - 1, 1));
    const count = orders.length;
    const at = (i: number) => (i === count ? bottom : top * (bottom / top) ** (i / count));
    const ask = (u: typeof x, sigma: number) => denoise(u, sigma, signal);
    for (let index = 0; index < count; index++) {
      const sigma = at(index);
      const sigmaNext = at(index + 1);
      const denoised = await ask(x, sigma);
      const down = Math.max(ancestralStep(settings, sigma, sigmaNext).down, bottom);
      const up = Math.sqrt(Math.max(sigmaNext ** 2 - down ** 2, 0));
      x = await dpmInnerStep(
        noiseForm,
        ask,
        x,
        asPoint('noise', x, denoised, sigma),
        settings.eta > 0 ? down : sigmaNext,
        innerShares(orders[index]!),
      );
      if (settings.eta > 0) x = renoise(settings, x, up, sigma, sigmaNext, noise);
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
