import { asPoint, type DpmPoint, type DpmStep, dpmUpdate, plainDpm } from './dpm-update.ts';
import type { Sampler } from './sampler.ts';
import { alongSigmas } from './stepwise.ts';

export type DpmMultistep = DpmStep &
  Readonly<{
    order: 1 | 2 | 3;
    sNoise: number;
    /** Order 2 in the last step but one, and order 1 in the last: diffusers' `lower_order_final` below 15 steps. */
    lowerOrderFinal: boolean;
    /** Order 1 in the last step even where it ends above 0. */
    eulerAtFinal: boolean;
  }>;

export const dpmpp2m: DpmMultistep = {
  ...plainDpm,
  order: 2,
  sNoise: 1,
  lowerOrderFinal: false,
  eulerAtFinal: false,
};

/**
 * DPM-Solver and DPM-Solver++ in their multistep form, ODE and SDE (Lu et al., 2022a, 2022b): order 1–3 from the last network values, one network call a step.
 * k-diffusion's `sample_dpmpp_2m` is the default; `sample_dpmpp_2m_sde` adds η, `sample_dpmpp_3m_sde` order 3; diffusers'
 * DPMSolverMultistepScheduler and EDMDPMSolverMultistepScheduler are the rest. A step to σ′ = 0 has order 1, because λ is infinite there.
 */
export const dpmSolverMultistep = (options: Partial<DpmMultistep> = {}): Sampler => {
  const settings = { ...dpmpp2m, ...options };
  return alongSigmas<readonly DpmPoint[]>([], async ({ denoise, x, index, count, sigma, sigmaNext, noise, signal, memory: points }) => {
    const denoised = await denoise(x, sigma, signal);
    const earlier = points.filter((point) => point.sigma !== sigma);
    points = [asPoint(settings.form, x, denoised, sigma), ...earlier].slice(0, settings.order);
    const left = count - index;
    const most =
      (left === 1 && (settings.lowerOrderFinal || settings.eulerAtFinal)) || sigmaNext === 0
        ? 1
        : left === 2 && settings.lowerOrderFinal
          ? 2
          : 3;
    x = dpmUpdate(settings, x, sigmaNext, points.slice(0, most), () => noise(x.length, sigma, sigmaNext).map((n) => settings.sNoise * n));
    return { x, denoised, memory: points };
  });
};
