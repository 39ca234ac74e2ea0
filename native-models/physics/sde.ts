import type { Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';

/**
 * A diffusion dx = f(t)·x dt + g(t) dw over t in [0, 1] (Song et al., 2021). Its marginal is x_t = α(t)·y + s(t)·noise, and α and s say everything else:
 * f = d ln α/dt, g² = ds²/dt − 2fs². In the frame of this library it is the state x/α at σ = s/α.
 */
export type Sde = Readonly<{
  id: string;
  label: string;
  explanation: string;
  alpha: (t: number) => number;
  deviation: (t: number) => number;
  drift: (t: number) => number;
  /** g² */
  diffusion: (t: number) => number;
  /** Where runs start from data: at t = 0 the score is infinite, or s is not 0. */
  earliest: number;
}>;

/** Variance exploding: α = 1, s = σ_min(σ_max/σ_min)^t. */
export const ve = (sigmaMin: number, sigmaMax: number): Sde => {
  const rate = Math.log(sigmaMax / sigmaMin);
  const deviation = (t: number): number => sigmaMin * Math.exp(rate * t);
  return {
    id: 've@1',
    label: 'VE',
    explanation: 'Variance exploding: the picture stays, noise grows over it.',
    alpha: () => 1,
    deviation,
    drift: () => 0,
    diffusion: (t) => 2 * rate * deviation(t) ** 2,
    earliest: 1e-5,
  };
};

/** ∫β and β of a linear β(t) = β₀ + (β₁ − β₀)t. */
const linearBeta = (first: number, last: number) => ({
  beta: (t: number): number => first + (last - first) * t,
  sum: (t: number): number => first * t + ((last - first) * t * t) / 2,
});

/** Variance preserving: α = exp(−½∫β), s² = 1 − α²; DDPM in continuous time. */
export const vp = (first: number, last: number): Sde => {
  const { beta, sum } = linearBeta(first, last);
  return {
    id: 'vp@1',
    label: 'VP',
    explanation: 'Variance preserving: the picture fades as noise comes in.',
    alpha: (t) => Math.exp(-sum(t) / 2),
    deviation: (t) => Math.sqrt(-Math.expm1(-sum(t))),
    drift: (t) => -beta(t) / 2,
    diffusion: beta,
    earliest: 1e-5,
  };
};

/** Sub-VP: the same α, s = 1 − α²; never more spread than VP, better likelihoods. */
export const subVp = (first: number, last: number): Sde => {
  const { beta, sum } = linearBeta(first, last);
  return {
    ...vp(first, last),
    id: 'sub-vp@1',
    label: 'sub-VP',
    explanation: 'Variance preserving with less noise on the way: made for likelihoods.',
    deviation: (t) => -Math.expm1(-sum(t)),
    diffusion: (t) => beta(t) * -Math.expm1(-2 * sum(t)),
  };
};

/** σ of this library's frame: s/α. */
export const sigmaOf = (sde: Sde, t: number): number => sde.deviation(t) / sde.alpha(t);

/** ∇ ln p_t(x) = (α·D(x/α; σ) − x)/s². */
export const scoreOf =
  (sde: Sde, denoise: Denoise): ((x: Latent, t: number, signal: AbortSignal) => Promise<Latent>) =>
  async (x, t, signal) => {
    const alpha = sde.alpha(t);
    const variance = sde.deviation(t) ** 2;
    const denoised = await denoise(
      x.map((value) => value / alpha),
      sigmaOf(sde, t),
      signal,
    );
    return x.map((value, i) => (alpha * denoised[i]! - value) / variance);
  };

/** The t at which s/α is σ, by bisection: it rises with t. */
export const timeAt = (sde: Sde, sigma: number): number => {
  let [low, high] = [sde.earliest, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (sigmaOf(sde, middle) < sigma) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/** `count + 1` times from 1 down to `earliest`, at equal ratios of σ: that is where the ODE needs them. */
export const evenTimes = (sde: Sde, count: number): readonly number[] => {
  const [low, high] = [Math.log(sigmaOf(sde, sde.earliest)), Math.log(sigmaOf(sde, 1))];
  return Array.from({ length: count + 1 }, (_, i) => {
    if (i === 0) return 1;
    if (i === count) return sde.earliest;
    return timeAt(sde, Math.exp(high + ((low - high) * i) / count));
  });
};
