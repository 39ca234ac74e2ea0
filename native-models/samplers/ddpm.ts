import { combine, type Latent } from '../latent.ts';
import type { Denoise, Sampler } from './sampler.ts';

/** Which variance a step's noise has: the posterior's (`small`), the forward step's (`large`), or between both as the network says. */
export type DdpmVariance = 'small' | 'large' | 'learned-range' | 'learned';
export type Ddpm = Readonly<{
  variance: DdpmVariance;
  /** Also draws in the last step, where the large variance is not 0: diffusers does unless its last timestep is 0. */
  noiseAtEnd: boolean;
  /** v of a network that predicts its variance too, in [−1, 1] (learned range) or as the variance itself; called after D at the same point. */
  predictedVariance: Denoise | null;
}>;

/** Standard deviations in sigma space: σ_up of the posterior q(x′|x, D), and the same for a forward step of the VP process. */
const smallDeviation = (sigma: number, sigmaNext: number): number =>
  sigma > sigmaNext ? (sigmaNext / sigma) * Math.sqrt(sigma ** 2 - sigmaNext ** 2) : 0;
const largeDeviation = (sigma: number, sigmaNext: number): number =>
  Math.sqrt(Math.max(sigma ** 2 - sigmaNext ** 2, 0) * ((1 + sigmaNext ** 2) / (1 + sigma ** 2)));

/**
 * x′ = (1 − σ′²/σ²)·D + (σ′²/σ²)·x + s·n: Ho et al. (2020), eq. 7 divided by √ᾱ′ (diffusers' DDPMScheduler). Order 1, one network call a step,
 * stochastic. The learned range is exp of the mean of both log variances that v weighs (Nichol & Dhariwal, 2021, eq. 15).
 */
export const ddpm = (options: Partial<Ddpm> = {}): Sampler =>
  async function* ({ denoise, x, sigmas, noise, signal }) {
    const { variance, noiseAtEnd, predictedVariance }: Ddpm = { variance: 'small', noiseAtEnd: false, predictedVariance: null, ...options };
    const count = sigmas.length - 1;
    const deviations = async (sigma: number, sigmaNext: number): Promise<Latent> => {
      const small = smallDeviation(sigma, sigmaNext);
      const large = largeDeviation(sigma, sigmaNext);
      const predicted = predictedVariance === null ? null : await predictedVariance(x, sigma, signal);
      if (predicted === null) return new Float64Array(x.length).fill(variance === 'large' ? large : small);
      if (variance === 'learned') return predicted.map((v) => Math.sqrt(v * (1 + sigmaNext ** 2)));
      return predicted.map((v) => Math.exp(((v + 1) / 2) * Math.log(large) + ((1 - v) / 2) * Math.log(small)));
    };
    for (let index = 0; index < count; index++) {
      const sigma = sigmas[index]!;
      const sigmaNext = sigmas[index + 1]!;
      const denoised = await denoise(x, sigma, signal);
      const kept = (sigmaNext / sigma) ** 2;
      const mean = combine([1 - kept, denoised], [kept, x]);
      const draws = sigmaNext < sigma && (sigmaNext > 0 || (noiseAtEnd && variance === 'large'));
      if (draws) {
        const [spread, fresh] = [await deviations(sigma, sigmaNext), noise(x.length, sigma, sigmaNext)];
        x = mean.map((value, i) => value + spread[i]! * fresh[i]!);
      } else {
        x = mean;
      }
      x = (yield { index, count, sigma, sigmaNext, x, denoised }) ?? x;
    }
    return x;
  };
