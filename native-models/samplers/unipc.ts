import { combine, type Latent } from '../latent.ts';
import { asPoint, type DpmForm, type DpmPoint } from './dpm-update.ts';
import { solve } from './linear-solve.ts';
import type { Sampler } from './sampler.ts';
import { alongSigmas } from './stepwise.ts';

/** B(h) of the paper: h itself, or eʰ − 1. */
export type UnipcVariant = 'bh1' | 'bh2';
export type Unipc = Readonly<{
  order: number;
  variant: UnipcVariant;
  form: DpmForm;
  lowerOrderFinal: boolean;
  /** Steps after which the corrector is left out; it is unsure at high guidance in the first ones. */
  uncorrected: readonly number[];
}>;

type Interval = Readonly<{ x: Latent; sigma: number; sigmaNext: number; points: readonly DpmPoint[]; order: number }>;

/** Right-hand sides b₁, b₂, … of eq. 9: k!·φₖ₊₁(h)·h/B with hφₖ₊₁ = φₖ − 1/k!. */
const rightSides = (h: number, b: number, order: number): readonly number[] => {
  const sides: number[] = [];
  let phi = Math.expm1(h) / h - 1;
  let factorial = 1;
  for (let k = 1; k <= order; k++) {
    sides.push((phi * factorial) / b);
    factorial *= k + 1;
    phi = phi / h - 1 / factorial;
  }
  return sides;
};

/** UniP where `ahead` is missing, UniC with the network's value at σ′ (Zhao et al., 2023, algorithms 1 and 2). */
const move = ({ form, variant }: Unipc, { x, sigma, sigmaNext, points, order }: Interval, ahead: Latent | null): Latent => {
  const [newest, ...earlier] = points;
  if (newest === undefined) throw new Error('UniPC needs a network value');
  if (sigmaNext === 0) return form === 'data' ? newest.value : combine([1, x], [-sigma, newest.value]);
  const step = Math.log(sigma / sigmaNext);
  if (step === 0) return x;
  const h = form === 'data' ? -step : step;
  const b = variant === 'bh1' ? h : Math.expm1(h);
  const places = earlier.slice(0, order - 1).map((point) => Math.log(sigma / point.sigma) / step);
  const differences = places.map((place, i) => combine([1 / place, earlier[i]!.value], [-1 / place, newest.value]));
  const all = [...places, 1];
  const powers = all.map((_, power) => all.map((place) => place ** power));
  const sides = rightSides(h, b, all.length);
  const inner = ahead === null ? places.length : all.length;
  // the paper's own short cuts: one half wherever one unknown is left
  const weights =
    inner === 1
      ? [1 / 2]
      : solve(
          powers.slice(0, inner).map((row) => row.slice(0, inner)),
          sides.slice(0, inner),
        );
  if (ahead !== null) differences.push(combine([1, ahead], [-1, newest.value]));
  const scale = form === 'data' ? 1 : sigmaNext;
  const kept = form === 'data' ? sigmaNext / sigma : 1;
  const terms = differences.map((difference, i) => [-scale * b * weights[i]!, difference] as const);
  return combine([kept, x], [-scale * Math.expm1(h), newest.value], ...terms);
};

/**
 * Unified predictor–corrector (Zhao et al., 2023; diffusers' UniPCMultistepScheduler): the predictor's value at σ′, which the next step needs anyway,
 * also corrects the step before. Order p + 1 with the corrector, one network call a step.
 */
export const unipc = (options: Partial<Unipc> = {}): Sampler => {
  const settings: Unipc = { order: 2, variant: 'bh2', form: 'data', lowerOrderFinal: true, uncorrected: [], ...options };
  return alongSigmas<Interval | null>(null, async ({ denoise, x, index, count, sigma, sigmaNext, signal, memory: last }) => {
    const denoised = await denoise(x, sigma, signal);
    const point = asPoint(settings.form, x, denoised, sigma);
    if (last !== null && last.sigma !== sigma && !settings.uncorrected.includes(index - 1)) x = move(settings, last, point.value);
    const points = [point, ...(last?.points ?? []).filter((past) => past.sigma !== sigma)].slice(0, settings.order);
    const order = Math.min(points.length, settings.lowerOrderFinal ? count - index : settings.order);
    const interval: Interval = { x, sigma, sigmaNext, points, order };
    return { x: move(settings, interval, null), denoised, memory: interval };
  });
};
