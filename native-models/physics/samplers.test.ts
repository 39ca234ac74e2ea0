import { describe, expect, it } from 'vitest';
import { guidanceById } from '../denoisers/guidance/index.ts';
import { oneByOne } from '../denoisers/guidance/predict.ts';
import { epsilon, varianceExploding } from '../denoisers/prediction.ts';
import type { Latent } from '../latent.ts';
import { torchCpu } from '../noise/torch-cpu.ts';
import { annealedLangevin } from '../samplers/annealed-langevin.ts';
import { ddpm } from '../samplers/ddpm.ts';
import { heun } from '../samplers/heun.ts';
import { predictorCorrector, type Sde as ProcessName } from '../samplers/predictor-corrector.ts';
import type { Denoise, Sampler } from '../samplers/sampler.ts';
import { dataSet, ofClass } from './data-set.ts';
import { exactDenoiser, sharpGaussian } from './exact-denoiser.ts';
import { evenTimes, type Sde, sigmaOf, subVp, ve, vp } from './sde.ts';
import { momentsOf, nearest, rowsOf } from './statistics.ts';

const signal = new AbortController().signal;

const sample = async (sampler: Sampler, denoise: Denoise, x: Latent, sigmas: readonly number[], seed: number): Promise<Latent> => {
  const generator = torchCpu(seed);
  const run = sampler({ denoise, x, sigmas, noise: (length) => generator.randn(length), signal });
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
  }
};

/** 0.8 of a unit Gaussian at (5, 5) and 0.2 of one at (−5, −5): Song & Ermon (2019), section 3.2.2. */
const modes = [
  [5, 5],
  [-5, -5],
];
const mixture = exactDenoiser(dataSet(modes, [0.8, 0.2]), { kind: 'gaussian', spread: 1 });
const inUpper = (x: Latent): readonly Latent[] => rowsOf(x, 2).filter((row) => row[0]! + row[1]! > 0);
const deviationOf = (rows: readonly Latent[]): number => Math.sqrt(momentsOf(rows.flatMap((row) => [row[0]! - 5, row[1]! - 5])).variance);

describe('samplers under the exact score of a mixture', () => {
  const processes: readonly (readonly [ProcessName, Sde])[] = [
    ['ve', ve(0.01, 50)],
    ['vp', vp(0.1, 20)],
    ['sub-vp', subVp(0.1, 20)],
  ];
  it.each(processes)('predictor of %s finds weights and spread in 1000 steps', async (name, sde) => {
    const count = 3000;
    const sigmas = evenTimes(sde, 999).map((t) => sigmaOf(sde, t));
    const start = torchCpu(1)
      .randn(2 * count)
      .map((value) => value * sigmas[0]!);
    const end = await sample(predictorCorrector({ sde: name, correctorSteps: 0 }), mixture, start, [...sigmas, 0], 2);
    const upper = inUpper(end);
    // three standard errors of a share of 0.8 in 3000 are 0.022
    expect(Math.abs(upper.length / count - 0.8)).toBeLessThan(0.022);
    expect(Math.abs(deviationOf(upper) - 1)).toBeLessThan(0.05);
  });

  it.each(processes.map(([name]) => name))('corrector of %s brings a wrong spread to that of the marginal', async (name) => {
    // 300 Langevin steps at σ = 1, where data of deviation 1 has a marginal of variance 2
    const standard = exactDenoiser(dataSet([[0, 0]]), { kind: 'gaussian', spread: 1 });
    const start = torchCpu(5)
      .randn(6000)
      .map((value) => 3 * value);
    const sigmas = Array.from({ length: 301 }, () => 1);
    const end = await sample(predictorCorrector({ sde: name, correctorSteps: 1, snr: 0.1, ends: 'mean' }), standard, start, sigmas, 6);
    expect(Math.abs(momentsOf(end).variance / 2 - 1)).toBeLessThan(0.06);
  });

  it('plain Langevin cannot tell the weights, annealed Langevin can', async () => {
    const count = 2000;
    const generator = torchCpu(3);
    // uniform in [−8, 8]: normals would sit between the modes
    const start = generator.randn(2 * count).map((value) => 8 * Math.sin(7 * value));
    const levels = Array.from({ length: 10 }, (_, i) => 20 * (0.1 / 20) ** (i / 9));
    const annealed = await sample(annealedLangevin({ inner: 100, stepSize: 0.05, denoiseAtEnd: false }), mixture, start, [...levels, 0], 4);
    const plain = await sample(annealedLangevin({ inner: 400, stepSize: 0.5, denoiseAtEnd: false }), mixture, start, [0.3, 0], 4);
    expect(Math.abs(inUpper(annealed).length / count - 0.8)).toBeLessThan(0.05);
    expect(Math.abs(inUpper(plain).length / count - 0.5)).toBeLessThan(0.05);
  });

  it('DDPM finds weights and spread in 1000 steps of its own schedule', async () => {
    const count = 4000;
    let product = 1;
    const sigmas = Array.from({ length: 1000 }, (_, i) => {
      product *= 1 - (1e-4 + ((0.02 - 1e-4) * i) / 999);
      return Math.sqrt(1 / product - 1);
    }).toReversed();
    const start = torchCpu(7)
      .randn(2 * count)
      .map((value) => value * Math.hypot(1, sigmas[0]!));
    const end = await sample(ddpm(), mixture, start, [...sigmas, 0], 8);
    expect(Math.abs(inUpper(end).length / count - 0.8)).toBeLessThan(0.02);
    expect(Math.abs(deviationOf(inUpper(end)) - 1)).toBeLessThan(0.03);
  });
});

describe('ink in water', () => {
  /** Two turns of a spiral, in unit variance. */
  const spiral = (count: number, seed: number): readonly (readonly number[])[] =>
    Array.from(torchCpu(seed).randn(count), (value) => {
      const angle = 1.5 * Math.PI * (1 + 2 * (0.5 + 0.5 * Math.sin(3 * value)));
      return [(angle * Math.cos(angle)) / 7, (angle * Math.sin(angle)) / 7];
    });
  /** 2E‖a − b‖ − E‖a − a′‖ − E‖b − b′‖: 0 only where both are the same distribution. */
  const energyDistance = (a: readonly Latent[], b: readonly Latent[]): number => {
    const meanDistance = (p: readonly Latent[], q: readonly Latent[]): number =>
      p.reduce((sum, u) => sum + q.reduce((inner, v) => inner + Math.hypot(u[0]! - v[0]!, u[1]! - v[1]!), 0), 0) / (p.length * q.length);
    return 2 * meanDistance(a, b) - meanDistance(a, a) - meanDistance(b, b);
  };
  const process = vp(0.1, 20);

  it('forward ends in unit noise', () => {
    const points = spiral(4000, 31).flat();
    const fresh = torchCpu(32).randn(points.length);
    const end = momentsOf(fresh.map((value, i) => process.alpha(1) * points[i]! + process.deviation(1) * value));
    expect(Math.abs(end.mean)).toBeLessThan(0.03);
    expect(Math.abs(end.variance - 1)).toBeLessThan(0.05);
  });

  it('backward gathers into the drop again', async () => {
    const data = dataSet(spiral(400, 33));
    const other = dataSet(spiral(400, 34));
    const sigmas = [...evenTimes(process, 99).map((t) => sigmaOf(process, t)), 0];
    const start = torchCpu(35)
      .randn(800)
      .map((value) => value * Math.hypot(1, sigmas[0]!));
    const end = rowsOf(await sample(ddpm(), exactDenoiser(data, sharpGaussian), start, sigmas, 36), 2);
    expect(energyDistance(end, data.points)).toBeLessThan(2 * energyDistance(other.points, data.points));
  });
});

describe('guidance under exact class-conditional denoisers', () => {
  // Two classes that overlap: each has a point of its own and one near the other's.
  const data = {
    ...dataSet([
      [2, 0],
      [0.4, 0.3],
      [-2, 0],
      [-0.4, -0.3],
    ]),
    labels: [0, 0, 1, 1],
  };
  const kernel = { kind: 'gaussian', spread: 0.5 } as const;
  const predict = oneByOne({ positive: exactDenoiser(ofClass(data, 0), kernel), negative: exactDenoiser(data, kernel) });
  const sigmas = [...Array.from({ length: 24 }, (_, i) => 20 * (0.02 / 20) ** (i / 23)), 0];

  it('a larger scale gives the class more surely and less variety', async () => {
    const start = torchCpu(9)
      .randn(4000)
      .map((value) => value * 20);
    const found: { right: number; variance: number }[] = [];
    for (const scale of [1, 2, 4, 8]) {
      const denoise = guidanceById('cfg@1').create({ scale, options: {} })({
        predict,
        sigmas,
        precondition: epsilon(varianceExploding),
        channels: 2,
        memory: { held: null },
      });
      const rows = rowsOf(await sample(heun(), denoise, start, sigmas, 0), 2);
      const right = rows.filter((row) => row[0]! > 0).length / rows.length;
      const variance = momentsOf(rows.map((row) => row[0]!)).variance + momentsOf(rows.map((row) => row[1]!)).variance;
      found.push({ right, variance });
    }
    for (let i = 1; i < found.length; i++) {
      expect(found[i]!.right).toBeGreaterThanOrEqual(found[i - 1]!.right);
      expect(found[i]!.variance).toBeLessThanOrEqual(found[i - 1]!.variance);
    }
    expect(found.at(-1)!.right).toBeGreaterThan(found[0]!.right);
  });

  it('scale 1 is the conditional denoiser bit for bit', async () => {
    const start = torchCpu(9)
      .randn(64)
      .map((value) => value * 20);
    const denoise = guidanceById('cfg@1').create({ scale: 1, options: {} })({
      predict,
      sigmas,
      precondition: epsilon(varianceExploding),
      channels: 2,
      memory: { held: null },
    });
    expect(await sample(heun(), denoise, start, sigmas, 0)).toEqual(
      await sample(heun(), exactDenoiser(ofClass(data, 0), kernel), start, sigmas, 0),
    );
  });
});

describe('exact denoiser', () => {
  it('is a data point’s neighbourhood at small σ and the mean of the data at large σ', async () => {
    const points = dataSet(
      [
        [1, 0],
        [-1, 0],
        [0, 3],
      ],
      [2, 1, 1],
    );
    const denoise = exactDenoiser(points, sharpGaussian);
    expect([...(await denoise(Float64Array.of(0.9, 0.1), 0.01, signal))]).toEqual([1, 0]);
    const mean = await denoise(Float64Array.of(0.9, 0.1), 1e6, signal);
    expect(mean[0]).toBeCloseTo(0.25, 5);
    expect(mean[1]).toBeCloseTo(0.75, 5);
  });

  it('satisfies Tweedie: D = x + σ²·∇ ln p(x)', async () => {
    const points = [
      [1, 0.5],
      [-1, 0],
    ];
    const spread = 0.3;
    const sigma = 0.8;
    const variance = sigma ** 2 + spread ** 2;
    const log = (x: readonly number[]) =>
      Math.log(points.reduce((sum, point) => sum + Math.exp(-((x[0]! - point[0]!) ** 2 + (x[1]! - point[1]!) ** 2) / (2 * variance)), 0));
    const x = [0.2, -0.4];
    const h = 1e-5;
    const denoised = await exactDenoiser(dataSet(points), { kind: 'gaussian', spread })(Float64Array.from(x), sigma, signal);
    const gradient = [
      (log([x[0]! + h, x[1]!]) - log([x[0]! - h, x[1]!])) / (2 * h),
      (log([x[0]!, x[1]! + h]) - log([x[0]!, x[1]! - h])) / (2 * h),
    ];
    gradient.forEach((slope, i) => expect(denoised[i]).toBeCloseTo(x[i]! + sigma ** 2 * slope, 7));
  });

  it('leads the ODE to the data', async () => {
    const points = dataSet(modes, [1, 3]);
    const sigmas = [...Array.from({ length: 18 }, (_, i) => (80 ** (1 / 7) + (i / 17) * (0.002 ** (1 / 7) - 80 ** (1 / 7))) ** 7), 0];
    const start = torchCpu(11)
      .randn(400)
      .map((value) => value * 80);
    const end = await sample(heun(), exactDenoiser(points, sharpGaussian), start, sigmas, 0);
    const found = nearest(rowsOf(end, 2), points.points);
    expect(found.filter(({ distance }) => distance < 0.05).length / found.length).toBeGreaterThan(0.97);
  });
});
