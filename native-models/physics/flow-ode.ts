import { addScaled, type Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';
import { scoreOf, type Sde } from './sde.ts';

type Slope = (x: Latent, t: number, signal: AbortSignal) => Promise<Latent>;

/** dx/dt = f·x − ½g²·∇ln p: the ODE with the marginals of the SDE (Song et al., 2021, eq. 13). */
export const flowSlope = (sde: Sde, denoise: Denoise): Slope => {
  const score = scoreOf(sde, denoise);
  return async (x, t, signal) => {
    const [f, g2] = [sde.drift(t), sde.diffusion(t)];
    const slope = await score(x, t, signal);
    return x.map((value, i) => f * value - (g2 / 2) * slope[i]!);
  };
};

/** Heun's method along `times`, in either direction: ascending encodes a picture into noise, descending decodes it. Two calls a step. */
export const integrate = async (slope: Slope, x: Latent, times: readonly number[], signal: AbortSignal): Promise<Latent> => {
  let state = x;
  for (let i = 0; i + 1 < times.length; i++) {
    const [t, next] = [times[i]!, times[i + 1]!];
    const first = await slope(state, t, signal);
    const second = await slope(addScaled(state, next - t, first), next, signal);
    state = addScaled(addScaled(state, (next - t) / 2, first), (next - t) / 2, second);
  }
  return state;
};

/**
 * How the divergence of the slope is had from a network that gives no gradients: `exact`, two calls for each of `size` dimensions; or
 * `hutchinson`, two calls for each probe p of ±1, pᵀ·(∂v/∂x)·p, right on average (Hutchinson, 1989; Grathwohl et al., 2019). Central differences of width `h`.
 */
export type Divergence =
  | Readonly<{ kind: 'exact'; h: number }>
  /** Each probe has as many numbers as x. */
  | Readonly<{ kind: 'hutchinson'; h: number; probes: readonly Latent[] }>;

const probesOf = (divergence: Divergence, length: number, size: number): readonly Latent[] =>
  divergence.kind === 'hutchinson'
    ? divergence.probes
    : Array.from({ length: size }, (_, axis) => Float64Array.from({ length }, (__, i) => (i % size === axis ? 1 : 0)));

/** Div v for each row of `size` numbers. */
const divergenceAt = async (
  slope: Slope,
  x: Latent,
  t: number,
  size: number,
  divergence: Divergence,
  signal: AbortSignal,
): Promise<Latent> => {
  const rows = new Float64Array(x.length / size);
  const probes = probesOf(divergence, x.length, size);
  const share = divergence.kind === 'exact' ? 1 : 1 / probes.length;
  for (const probe of probes) {
    const above = await slope(addScaled(x, divergence.h, probe), t, signal);
    const below = await slope(addScaled(x, -divergence.h, probe), t, signal);
    for (let i = 0; i < x.length; i++) {
      rows[Math.floor(i / size)]! += (share * probe[i]! * (above[i]! - below[i]!)) / (2 * divergence.h);
    }
  }
  return rows;
};

/** ln N(row; 0, deviation²) for each row. */
const logNormal = (x: Latent, size: number, deviation: number): Latent => {
  const rows = new Float64Array(x.length / size).fill(-(size / 2) * Math.log(2 * Math.PI * deviation ** 2));
  for (let i = 0; i < x.length; i++) rows[Math.floor(i / size)]! -= x[i]! ** 2 / (2 * deviation ** 2);
  return rows;
};

export type LikelihoodRun = Readonly<{
  sde: Sde;
  denoise: Denoise;
  /** Rows of `size` numbers each: data, at the first of `times`. */
  x: Latent;
  size: number;
  /** Ascending, from the SDE's `earliest` to 1. */
  times: readonly number[];
  divergence: Divergence;
  signal: AbortSignal;
}>;

/**
 * ln p of each row by the change of variables along the ODE: ln p(x₀) = ln N(x₁; 0, s(1)²) + ∫ div v dt (Song et al., 2021, eq. 39), both by Heun's method.
 * The prior leaves out what is left of the data at t = 1, of the order of (α·data/s)².
 */
export const logLikelihood = async ({ sde, denoise, x, size, times, divergence, signal }: LikelihoodRun): Promise<Latent> => {
  const slope = flowSlope(sde, denoise);
  let state = x;
  let integral: Latent = new Float64Array(x.length / size);
  for (let i = 0; i + 1 < times.length; i++) {
    const [t, next] = [times[i]!, times[i + 1]!];
    const first = await slope(state, t, signal);
    const firstDivergence = await divergenceAt(slope, state, t, size, divergence, signal);
    const ahead = addScaled(state, next - t, first);
    const second = await slope(ahead, next, signal);
    const secondDivergence = await divergenceAt(slope, ahead, next, size, divergence, signal);
    state = addScaled(addScaled(state, (next - t) / 2, first), (next - t) / 2, second);
    integral = addScaled(addScaled(integral, (next - t) / 2, firstDivergence), (next - t) / 2, secondDivergence);
  }
  return addScaled(logNormal(state, size, sde.deviation(times.at(-1)!)), 1, integral);
};

/** ln p → bits per dimension; less is better. For pictures of 8 bits that were scaled to [−1, 1] add 7: 128 levels lie in a length of 1. */
export const bitsPerDimension = (logDensity: number, size: number): number => -logDensity / (size * Math.LN2);
