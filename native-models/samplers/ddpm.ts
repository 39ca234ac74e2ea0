import { combine, type Latent } from '../latent.ts';
import type { Sampler } from './sampler.ts';
import { memoryless } from './stepwise.ts';

/** Which variance a step's noise has: the posterior's (`small`), the forward step's (`large`), or between both as the network says. */
export type DdpmVariance = 'small' | 'large' | 'learned-range' | 'learned';
export type Ddpm = Readonly<{
  variance: DdpmVariance;
  /** Also draws in the last step, where the large variance is not 0: diffusers does unless its last timestep is 0. */
  noiseAtEnd: boolean;
}>;

/** Standard deviations in sigma space: σ_up of the posterior q(x′|x, D), and the same for a forward step of the VP process. */
const smallDeviation = (sigma: number, sigmaNext: number): number =>
  sigma > sigmaNext ? (sigmaNext / sigma) * Math.sqrt(sigma ** 2 - sigmaNext ** 2) : 0;
const largeDeviation = (sigma: number, sigmaNext: number): number =>
  Math.sqrt(Math.max(sigma ** 2 - sigmaNext ** 2, 0) * ((1 + sigmaNext ** 2) / (1 + sigma ** 2)));

/** Standard deviation of every entry, from the range that v of the network weighs or from the variance that it says. */
const learnedDeviations = (variance: DdpmVariance, said: Latent, sigma: number, sigmaNext: number): Latent => {
  if (variance === 'learned') return said.map((v) => Math.sqrt(v * (1 + sigmaNext ** 2)));
  const [low, high] = [Math.log(smallDeviation(sigma, sigmaNext)), Math.log(largeDeviation(sigma, sigmaNext))];
  return said.map((v) => Math.exp(((v + 1) / 2) * high + ((1 - v) / 2) * low));
};

/**
 * x′ = (1 − σ′²/σ²)·D + (σ′²/σ²)·x + s·n: Ho et al. (2020), eq. 7 divided by √ᾱ′ (diffusers' DDPMScheduler). Order 1, one network call a step,
 * stochastic. A learned variance comes as a second half of what the denoiser returns: in the learned range it is exp of the mean of both log variances
 * that v weighs (Nichol & Dhariwal, 2021, eq. 15).
 */
export const ddpm = (options: Partial<Ddpm> = {}): Sampler => {
  const { variance, noiseAtEnd }: Ddpm = { variance: 'small', noiseAtEnd: false, ...options };
  const learned = variance === 'learned' || variance === 'learned-range';
  return memoryless(async ({ denoise, x, sigma, sigmaNext, noise, signal }) => {
    const said = await denoise(x, sigma, signal);
    const denoised = said.subarray(0, x.length);
    const kept = (sigmaNext / sigma) ** 2;
    const mean = combine([1 - kept, denoised], [kept, x]);
    if (sigmaNext < sigma && (sigmaNext > 0 || (noiseAtEnd && variance === 'large'))) {
      const fresh = noise(x.length, sigma, sigmaNext);
      const fixed = variance === 'large' ? largeDeviation(sigma, sigmaNext) : smallDeviation(sigma, sigmaNext);
      const spread = learned && said.length > x.length ? learnedDeviations(variance, said.subarray(x.length), sigma, sigmaNext) : null;
      x = mean.map((value, i) => value + (spread?.[i] ?? fixed) * fresh[i]!);
    } else {
      x = mean;
    }
    return { x, denoised };
  });
};
