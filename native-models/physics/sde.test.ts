import { describe, expect, it } from 'vitest';
import type { Latent } from '../latent.ts';
import { torchCpu } from '../noise/torch-cpu.ts';
import { dataSet } from './data-set.ts';
import { exactDenoiser } from './exact-denoiser.ts';
import { bitsPerDimension, flowSlope, integrate, logLikelihood } from './flow-ode.ts';
import { evenTimes, scoreOf, type Sde, subVp, timeAt, ve, vp } from './sde.ts';
import { momentsOf, rowsOf } from './statistics.ts';

const signal = new AbortController().signal;
const sdes: readonly Sde[] = [ve(0.01, 50), vp(0.1, 20), subVp(0.1, 20)];
const named = sdes.map((sde) => [sde.label, sde] as const);

/** 0.8 and 0.2 of two unit Gaussians, 10 apart. */
const mixture = dataSet(
  [
    [5, 5],
    [-5, -5],
  ],
  [0.8, 0.2],
);
const mixtureDenoiser = exactDenoiser(mixture, { kind: 'gaussian', spread: 1 });

/** One Gaussian: mean m, deviation c. */
const mean = [0.4, -0.3, 0.1, 0.7];
const deviation = 0.6;
const gaussianDenoiser = exactDenoiser(dataSet([mean]), { kind: 'gaussian', spread: deviation });

describe.each(named)('%s', (_, sde) => {
  it('has the drift and diffusion of its marginals: f = d ln α/dt, g² = ds²/dt − 2fs²', () => {
    const h = 1e-6;
    for (const t of [0.05, 0.3, 0.6, 0.95]) {
      const slope = (of: (t: number) => number) => (of(t + h) - of(t - h)) / (2 * h);
      expect(sde.drift(t)).toBeCloseTo(
        slope((at) => Math.log(sde.alpha(at))),
        6,
      );
      const g2 = slope((at) => sde.deviation(at) ** 2) - 2 * sde.drift(t) * sde.deviation(t) ** 2;
      expect(sde.diffusion(t) / g2).toBeCloseTo(1, 5);
    }
  });

  it('forward by Euler–Maruyama ends in the marginal', () => {
    const count = 4000;
    const steps = 1000;
    const generator = torchCpu(1);
    const start = sde.earliest;
    const x = generator.randn(count).map((value) => 2 * sde.alpha(start) + value * sde.deviation(start));
    for (let i = 0; i < steps; i++) {
      const t = start + ((i + 0.5) / steps) * (0.5 - start);
      const dt = (0.5 - start) / steps;
      const fresh = generator.randn(count);
      for (let j = 0; j < count; j++) x[j]! += sde.drift(t) * x[j]! * dt + Math.sqrt(sde.diffusion(t) * dt) * fresh[j]!;
    }
    const found = momentsOf(x);
    const s = sde.deviation(0.5);
    expect(Math.abs(found.mean - 2 * sde.alpha(0.5))).toBeLessThan(4 * (s / Math.sqrt(count)));
    expect(Math.abs(found.variance / s ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / count) + 0.01);
  });

  it('score of Gaussian data is the closed form −(x − αm)/(α²c² + s²)', async () => {
    const t = 0.4;
    const x = Float64Array.of(1, -2, 0.5, 3);
    const found = await scoreOf(sde, gaussianDenoiser)(x, t, signal);
    const variance = (sde.alpha(t) * deviation) ** 2 + sde.deviation(t) ** 2;
    found.forEach((value, i) => expect(value).toBeCloseTo(-(x[i]! - sde.alpha(t) * mean[i]!) / variance, 10));
  });

  it('encodes and decodes: 200 Heun steps each way come back within 1e-3', async () => {
    const times = evenTimes(sde, 200);
    const slope = flowSlope(sde, mixtureDenoiser);
    const x = Float64Array.of(4.2, 5.9, -5.5, -4.1, 6, 4);
    const code = await integrate(slope, x, times.toReversed(), signal);
    const back = await integrate(slope, code, times, signal);
    expect(Math.max(...back.map((value, i) => Math.abs(value - x[i]!)))).toBeLessThan(1e-3);
    // and the code is a draw from the prior, not the data
    expect(Math.hypot(...code) / sde.deviation(1)).toBeLessThan(5);
  });

  it('ODE of Gaussian data is the closed form: (x − αm) grows with the marginal’s deviation', async () => {
    const times = evenTimes(sde, 400);
    const x = Float64Array.of(1, -1, 0.2, 0.9);
    const end = await integrate(flowSlope(sde, gaussianDenoiser), x, times.toReversed(), signal);
    const spread = (t: number) => Math.hypot(sde.alpha(t) * deviation, sde.deviation(t));
    const [t0, t1] = [times.at(-1)!, 1];
    end.forEach((value, i) => {
      const expected = sde.alpha(t1) * mean[i]! + ((x[i]! - sde.alpha(t0) * mean[i]!) * spread(t1)) / spread(t0);
      expect(Math.abs(value - expected) / spread(t1)).toBeLessThan(1e-3);
    });
  });

  it('bits per dimension of Gaussian data are the closed form’s within 0.01, by exact trace and by Hutchinson', async () => {
    const x = Float64Array.of(0.4, -0.3, 0.1, 0.7, 1.2, -1, 0.9, 0.2, -0.5, 0.4, 0.3, 1.8);
    const times = evenTimes(sde, 300).toReversed();
    const exact = rowsOf(x, 4).map((row) => {
      const squared = row.reduce((sum, value, i) => sum + (value - mean[i]!) ** 2, 0);
      return -squared / (2 * deviation ** 2) - 2 * Math.log(2 * Math.PI * deviation ** 2);
    });
    const generator = torchCpu(3);
    const probes = Array.from({ length: 2 }, (): Latent => generator.randn(x.length).map((value) => Math.sign(value)));
    for (const divergence of [{ kind: 'exact', h: 1e-4 } as const, { kind: 'hutchinson', h: 1e-4, probes } as const]) {
      const found = await logLikelihood({ sde, denoise: gaussianDenoiser, x, size: 4, times, divergence, signal });
      found.forEach((value, row) => expect(Math.abs(bitsPerDimension(value, 4) - bitsPerDimension(exact[row]!, 4))).toBeLessThan(0.01));
    }
  });
});

describe('the three SDEs are one ODE', () => {
  it('VP and sub-VP, scaled to σ, end where VE ends from the same point', async () => {
    const sigmas = Array.from({ length: 801 }, (_, i) => 2 * (0.05 / 2) ** (i / 800));
    const ends = await Promise.all(
      sdes.map(async (sde) => {
        const times = sigmas.map((sigma) => timeAt(sde, sigma));
        const start = Float64Array.of(0.6, -0.8).map((value) => value * sde.alpha(times[0]!));
        const end = await integrate(flowSlope(sde, mixtureDenoiser), start, times, signal);
        return end.map((value) => value / sde.alpha(times.at(-1)!));
      }),
    );
    for (const end of ends.slice(1)) end.forEach((value, i) => expect(value).toBeCloseTo(ends[0]![i]!, 4));
  });
});
