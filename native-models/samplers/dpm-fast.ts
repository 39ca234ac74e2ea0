import { type Ancestral, ancestralStep, renoise } from './ancestral.ts';
import { betweenEnds } from './between-ends.ts';
import { dpmInnerStep, innerShares } from './dpm-inner.ts';
import { asPoint, type DpmStep, plainDpm } from './dpm-update.ts';
import type { Sampler } from './sampler.ts';
import { nothing, stepwise } from './stepwise.ts';

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
export const dpmFast = (options: Partial<Ancestral> = {}): Sampler => {
  const settings: Ancestral = { eta: 0, sNoise: 1, rule: 'variance', ...options };
  const fast = stepwise(nothing, async ({ denoise, sigmas, noise, signal }, { index, x }) => {
    const positive = sigmas.filter((sigma) => sigma > 0);
    const [top, bottom] = [positive[0]!, positive.at(-1)!];
    const orders = ordersFor(Math.max(sigmas.length - 1, 1));
    const count = orders.length;
    if (index >= count) return null;
    const at = (i: number) => (i === count ? bottom : top * (bottom / top) ** (i / count));
    const ask = (u: typeof x, sigma: number) => denoise(u, sigma, signal);
    const [sigma, sigmaNext] = [at(index), at(index + 1)];
    const denoised = await ask(x, sigma);
    const down = Math.max(ancestralStep(settings, sigma, sigmaNext).down, bottom);
    const first = asPoint('noise', x, denoised, sigma);
    const moved = await dpmInnerStep(noiseForm, ask, x, first, settings.eta > 0 ? down : sigmaNext, innerShares(orders[index]!));
    const up = Math.sqrt(Math.max(sigmaNext ** 2 - down ** 2, 0));
    const next = settings.eta > 0 ? renoise(settings, moved, up, sigma, sigmaNext, noise) : moved;
    return { count, sigma, sigmaNext, x: next, denoised, memory: null };
  });
  return betweenEnds(fast);
};
