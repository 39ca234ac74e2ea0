import type { Latent } from '../latent.ts';
import { asPoint, type DpmPoint, type DpmStep, dpmUpdate } from './dpm-update.ts';
import type { Denoise } from './sampler.ts';

const noNoise = (): Latent => {
  throw new Error('an inner DPM step draws no noise');
};

/** σ a share r of the way to σ′, counted in ln σ. */
export const partWay = (sigma: number, sigmaNext: number, r: number): number => sigma ** (1 - r) * sigmaNext ** r;

/**
 * One singlestep DPM-Solver step to σ′ > 0 of order 1, 2 or 3 with inner points at r₁ (and r₂) of the way, without noise: `order` − 1 further
 * network calls (Lu et al., 2022a, algorithms 1 and 2; k-diffusion `dpm_solver_*_step`). `inner` holds what was asked, for a step of another order.
 */
export const dpmInnerStep = async (
  step: DpmStep,
  ask: (x: Latent, sigma: number) => Promise<Latent>,
  x: Latent,
  first: DpmPoint,
  sigmaNext: number,
  shares: readonly number[],
): Promise<Latent> => {
  let latest: DpmPoint | null = null;
  for (const r of shares) {
    const sigma = partWay(first.sigma, sigmaNext, r);
    const u = dpmUpdate({ ...step, secondOrder: 'heun' }, x, sigma, latest === null ? [first] : [first, latest], noNoise);
    latest = asPoint(step.form, u, await ask(u, sigma), sigma);
  }
  const last: DpmStep = { ...step, secondOrder: shares.length > 1 ? 'heun' : step.secondOrder };
  return dpmUpdate(last, x, sigmaNext, latest === null ? [first] : [first, latest], noNoise);
};

/** Inner points of a step of the given order. */
export const innerShares = (order: number): readonly number[] => (order === 3 ? [1 / 3, 2 / 3] : order === 2 ? [1 / 2] : []);

/** A denoiser that asks the network only once for a state and sigma. */
export const remembering = (denoise: Denoise, signal: AbortSignal): ((x: Latent, sigma: number) => Promise<Latent>) => {
  const known: { sigma: number; denoised: Promise<Latent>; x: Latent }[] = [];
  return (x, sigma) => {
    const same = known.find((entry) => entry.sigma === sigma && entry.x.every((value, i) => value === x[i]));
    if (same !== undefined) return same.denoised;
    const denoised = denoise(x, sigma, signal);
    known.push({ sigma, denoised, x });
    return denoised;
  };
};
