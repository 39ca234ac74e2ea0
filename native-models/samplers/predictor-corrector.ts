import { combine, type Latent } from '../latent.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/** The process whose reverse is followed (Song et al., 2021, §3.4): all three have x = m·(clean + σ·noise), with their own m(σ). */
export type Sde = 've' | 'vp' | 'sub-vp';

export type PredictorCorrector = Readonly<{
  sde: Sde;
  /** Langevin steps after each change of level, and their signal-to-noise ratio r. */
  correctorSteps: number;
  snr: number;
  /** Whether a level is corrected before it is left (diffusers' ScoreSdeVeScheduler) or after it is reached (the paper's algorithms 2 and 3). */
  corrects: 'before' | 'after';
  /** What the last step gives: its mean, or the mean with its noise. */
  ends: 'mean' | 'noisy';
}>;

/** m(σ): VP has m² + (mσ)² = 1; sub-VP has mσ = 1 − m². */
const meanScale: Readonly<Record<Sde, (sigma: number) => number>> = {
  ve: () => 1,
  vp: (sigma) => 1 / Math.sqrt(1 + sigma ** 2),
  'sub-vp': (sigma) => (Math.sqrt(sigma ** 2 + 4) - sigma) / 2,
};

/** One level down in the process's own scale: x ← kept·x + push·s + spread·n, s its score. */
const reverseStep = (sde: Sde, sigma: number, sigmaNext: number): Readonly<{ kept: number; push: number; spread: number }> => {
  const [m, mNext] = [meanScale[sde](sigma), meanScale[sde](sigmaNext)];
  if (sde === 've') {
    const variance = sigma ** 2 - sigmaNext ** 2;
    return { kept: 1, push: variance, spread: Math.sqrt(variance) };
  }
  // β of the discretised step: m shrinks by √(1 − β)
  const beta = 1 - (m / mNext) ** 2;
  const variance = sde === 'vp' ? beta : beta * (1 - m ** 4);
  return { kept: 2 - Math.sqrt(1 - beta), push: variance, spread: Math.sqrt(variance) };
};

const norm = (x: Latent): number => Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));

/**
 * Reverse diffusion with Langevin correction (Song et al., 2021, algorithms 2 and 3): the predictor takes one step of the reverse SDE, the corrector moves
 * along the score at one level, x ← x + ε·s + √(2ε)·n with ε = 2α(r·‖n‖/‖s‖)², α the step's m²/m′² (1 for VE). 1 + correctorSteps network calls a step, stochastic, order 1.
 */
export const predictorCorrector = (options: Partial<PredictorCorrector> = {}): Sampler => {
  const { sde, correctorSteps, snr, corrects, ends }: PredictorCorrector = {
    sde: 've',
    correctorSteps: 1,
    snr: 0.16,
    corrects: 'after',
    ends: 'mean',
    ...options,
  };
  return memoryless(async ({ denoise, x, index, count, sigma, sigmaNext, noise, signal }) => {
    let denoised = x;
    // the score of m·x is that of x divided by m
    const score = async (sigma: number): Promise<Latent> => {
      denoised = await denoise(x, sigma, signal);
      const k = 1 / (meanScale[sde](sigma) * sigma ** 2);
      return combine([k, denoised], [-k, x]);
    };
    const correct = async (sigma: number, alpha: number): Promise<void> => {
      for (let i = 0; i < correctorSteps; i++) {
        const s = await score(sigma);
        const fresh = noise(x.length, sigma, sigma);
        const m = meanScale[sde](sigma);
        const step = 2 * alpha * ((snr * norm(fresh)) / norm(s)) ** 2;
        x = combine([1, x], [step / m, s], [Math.sqrt(2 * step) / m, fresh]);
      }
    };
    const { kept, push, spread } = reverseStep(sde, sigma, sigmaNext);
    const [m, mNext] = [meanScale[sde](sigma), meanScale[sde](sigmaNext)];
    const alpha = (m / mNext) ** 2;
    if (corrects === 'before') await correct(sigma, alpha);
    const s = await score(sigma);
    x = combine([(kept * m) / mNext, x], [push / mNext, s]);
    const last = index === count - 1;
    if (spread > 0 && !(last && ends === 'mean')) x = combine([1, x], [spread / mNext, noise(x.length, sigma, sigmaNext)]);
    if (corrects === 'after' && sigmaNext > 0) await correct(sigmaNext, alpha);
    return { x, denoised };
  });
};
