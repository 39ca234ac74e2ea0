import { combine, type Latent } from '../latent.ts';
import { asPoint, type DpmForm, type DpmPoint } from './dpm-update.ts';
import { againstMoments, lagrangeBasis } from './polynomial.ts';
import type { Sampler } from './sampler.ts';
import { alongSigmas } from './stepwise.ts';

export type SaSolver = Readonly<{
  predictorOrder: number;
  correctorOrder: number;
  form: DpmForm;
  lowerOrderFinal: boolean;
  /** τ(σ): how stochastic the step that starts there is; 0 is the ODE, 1 the reverse SDE. */
  tau: (sigma: number) => number;
}>;

/** ∫ λᵏ·e^{aλ} dλ from −h to 0, k = 0, 1, …, by parts. */
const exponentialMoments = (a: number, h: number, most: number): readonly number[] => {
  const start = Math.exp(-a * h);
  const moments = [(1 - start) / a];
  for (let k = 1; k <= most; k++) moments.push((-((-h) ** k) * start - k * moments[k - 1]!) / a);
  return moments;
};

type Interval = Readonly<{ x: Latent; sigma: number; sigmaNext: number; noise: Latent; tau: number }>;
type Kind = 'predictor' | 'corrector';

/** The last network values, and the step that the next value corrects. */
type Memory = Readonly<{ points: readonly DpmPoint[]; last: Readonly<{ interval: Interval; order: number }> | null }>;

/**
 * Order 2 in data form: the reference shifts weight between both values so that the step equals DPM-Solver++'s second-order one to the next power of h.
 */
const secondOrderShift = (kind: Kind, a: number, h: number, apart: number): number => {
  const tail = (h * a - 1 + Math.exp(-a * h)) / a ** 2;
  return kind === 'predictor' ? (h ** 2 / 2 - tail) / apart : h / 2 - tail / h;
};

/** One stochastic Adams step over the values at `points`, in λ = −ln σ (Xue et al., 2023, eq. 14 and 17). */
const adams = (form: DpmForm, kind: Kind, { x, sigma, sigmaNext, noise, tau }: Interval, points: readonly DpmPoint[]): Latent => {
  if (sigmaNext === 0) return points[0]!.value;
  const h = Math.log(sigma / sigmaNext);
  if (h === 0) return x;
  const share = 1 + tau ** 2;
  const a = form === 'data' ? share : -1;
  const moments = exponentialMoments(a, h, points.length - 1);
  const places = points.map((point) => Math.log(sigmaNext / point.sigma));
  const weights = lagrangeBasis(places).map((basis) => againstMoments(basis, moments));
  if (form === 'data' && points.length === 2) {
    const shift = secondOrderShift(kind, share, h, places[0]! - places[1]!);
    weights[0]! += shift;
    weights[1]! -= shift;
  }
  const scale = form === 'data' ? share : -share * sigmaNext;
  const kept = form === 'data' ? Math.exp(-(tau ** 2) * h) * (sigmaNext / sigma) : 1;
  const fresh = form === 'data' ? sigmaNext * Math.sqrt(-Math.expm1(-2 * tau ** 2 * h)) : tau * sigmaNext * Math.sqrt(Math.expm1(2 * h));
  const terms = weights.map((weight, i) => [scale * weight, points[i]!.value] as const);
  return combine([kept, x], ...terms, ...(fresh > 0 ? ([[fresh, noise]] as const) : []));
};

/**
 * Stochastic Adams predictor–corrector (Xue et al., 2023; diffusers' SASolverScheduler): the corrector redoes the last step with the newest value and
 * the same noise. One network call a step, stochastic where τ > 0. Draws once a step, also where τ = 0, as the reference does.
 */
export const saSolver = (options: Partial<SaSolver> = {}): Sampler => {
  const settings: SaSolver = { predictorOrder: 2, correctorOrder: 2, form: 'data', lowerOrderFinal: true, tau: () => 1, ...options };
  const { predictorOrder, correctorOrder, form, lowerOrderFinal } = settings;
  const most = Math.max(predictorOrder, correctorOrder - 1);
  return alongSigmas<Memory>({ points: [], last: null }, async ({ denoise, x, index, count, sigma, sigmaNext, noise, signal, memory }) => {
    const denoised = await denoise(x, sigma, signal);
    const point = asPoint(form, x, denoised, sigma);
    const earlier = memory.points.filter((past) => past.sigma !== sigma);
    const { last } = memory;
    if (last !== null && earlier.length === memory.points.length)
      x = adams(form, 'corrector', last.interval, [point, ...memory.points].slice(0, last.order));
    const points = [point, ...earlier].slice(0, most);
    const left = lowerOrderFinal ? count - index : Infinity;
    const interval: Interval = { x, sigma, sigmaNext, noise: noise(x.length, sigma, sigmaNext), tau: settings.tau(sigma) };
    const corrected = { interval, order: Math.min(correctorOrder, left + 1, points.length + 1) };
    x = adams(form, 'predictor', interval, points.slice(0, Math.min(predictorOrder, left)));
    return { x, denoised, memory: { points, last: corrected } };
  });
};
