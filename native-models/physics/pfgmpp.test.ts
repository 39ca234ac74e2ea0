import { describe, expect, it } from 'vitest';
import type { Latent } from '../latent.ts';
import { torchCpu } from '../noise/torch-cpu.ts';
import { gaussianPrior } from '../priors/gaussian.ts';
import { pfgmppPrior } from '../priors/pfgmpp.ts';
import { heun } from '../samplers/heun.ts';
import { betaCdf } from '../schedules/incomplete-beta.ts';
import { karras } from '../schedules/karras.ts';
import { type DataSet, dataSet } from './data-set.ts';
import { exactDenoised, exactDenoiser, sharpGaussian } from './exact-denoiser.ts';
import { ksProbability, nearest, rowsOf, totalVariation } from './statistics.ts';

const signal = new AbortController().signal;
const sigmaMax = 80;
const sigmas = [...karras(18, 0.002, sigmaMax, 7), 0];
const squaredLength = (x: Latent): number => x.reduce((sum, value) => sum + value * value, 0);

/** `count` rows of `size`, each with a radius of its own. */
const draw = (count: number, size: number, D: number, seed: number): Latent => {
  const generator = torchCpu(seed);
  const rows = Array.from({ length: count }, () => pfgmppPrior(generator.randn(size), sigmaMax, D, generator.randn));
  const x = new Float64Array(count * size);
  rows.forEach((row, i) => x.set(row, i * size));
  return x;
};

/** Eight points of deviation 1 with weight 0.3 on the first and 0.1 on each other. */
const eightPoints = (size: number): DataSet =>
  dataSet(
    rowsOf(torchCpu(100 + size).randn(8 * size), size).map((point) => [...point]),
    [3, 1, 1, 1, 1, 1, 1, 1],
  );

const decode = async (data: DataSet, D: number, x: Latent): Promise<Latent> => {
  const denoise = exactDenoiser(data, D === Infinity ? sharpGaussian : { kind: 'pfgmpp', D });
  let end: Latent = x;
  for await (const step of heun()({ denoise, x, sigmas, noise: () => x, signal })) end = step.x;
  return end;
};

const report = (data: DataSet, x: Latent) => {
  const found = nearest(rowsOf(x, data.size), data.points);
  const distances = found.map(({ distance }) => distance).toSorted((a, b) => a - b);
  return {
    variation: totalVariation(
      found.map(({ point }) => point),
      data.weights,
    ),
    median: distances[Math.floor(distances.length / 2)]!,
    astray: distances.filter((distance) => distance > 0.05).length / distances.length,
  };
};

describe('PFGM++', () => {
  it.each([1, 2, 64, 2048])('T1: the squared radius over Nσ² is F(N, D) for D = %d', (D) => {
    for (const size of [3, 48]) {
      const ratios = rowsOf(draw(4000, size, D, 11), size).map((row) => squaredLength(row) / (size * sigmaMax ** 2));
      const cdf = (ratio: number) => betaCdf((size * ratio) / (size * ratio + D), size / 2, D / 2);
      expect(ksProbability(ratios, cdf)).toBeGreaterThan(0.01);
      // the test can tell: the Gaussian radius fails where it differs most
      const gaussian = rowsOf(draw(4000, size, Infinity, 11), size).map((row) => squaredLength(row) / (size * sigmaMax ** 2));
      if (D <= 2) expect(ksProbability(gaussian, cdf)).toBeLessThan(1e-6);
    }
  });

  it('T2: from one seed, D = 1e8 is the Gaussian prior to 1e-3', () => {
    const generator = torchCpu(5);
    const unit = generator.randn(3072);
    const [finite, infinite] = [pfgmppPrior(unit, sigmaMax, 1e8, generator.randn), gaussianPrior(unit, sigmaMax)];
    expect(Math.max(...finite.map((value, i) => Math.abs(value / infinite[i]! - 1)))).toBeLessThan(1e-3);
  });

  it.each([1, 64, 2048, Infinity])('T3: 18 steps under the exact field reach the points by their weights, D = %d', async (D) => {
    const data = eightPoints(64);
    const { variation, median, astray } = report(data, await decode(data, D, draw(4000, 64, D, 12)));
    expect(variation).toBeLessThan(0.05);
    expect(median).toBeLessThan(1e-3);
    expect(astray).toBeLessThanOrEqual(0.005);
  });

  it('T4: with two dimensions and D = 1 the Gaussian prior is the wrong one, and shows', async () => {
    // The heavy point in the middle of a ring: how much falls to it depends on the radius, how much to each of the others does not.
    const ring = Array.from({ length: 7 }, (_, i) => [Math.cos((i * 2 * Math.PI) / 7), Math.sin((i * 2 * Math.PI) / 7)]);
    const data = dataSet([[0, 0], ...ring], [3, 1, 1, 1, 1, 1, 1, 1]);
    const right = report(data, await decode(data, 1, draw(4000, 2, 1, 13)));
    expect(right.astray).toBeLessThan(0.03);
    const wrong = report(data, await decode(data, 1, draw(4000, 2, Infinity, 13)));
    expect(right.variation).toBeLessThan(0.05);
    expect(wrong.variation).toBeGreaterThan(0.05);
  });

  it('T5: D = ∞ is EDM bit for bit: the prior’s tensor, and every step after it', async () => {
    const generator = torchCpu(6);
    const unit = generator.randn(640);
    const x = pfgmppPrior(unit, sigmaMax, Infinity, generator.randn);
    expect(x).toEqual(unit.map((value) => sigmaMax * value));
    // and it took nothing more from the generator
    const untouched = torchCpu(6);
    untouched.randn(640);
    expect(generator.randn(5)).toEqual(untouched.randn(5));
  });

  it('the exact field of a large D is that of D = ∞', () => {
    const data = eightPoints(16);
    for (const sigma of [0.1, 1, 10]) {
      const x = torchCpu(8)
        .randn(64)
        .map((value) => value * (1 + sigma));
      const [large, limit] = [exactDenoised(data, { kind: 'pfgmpp', D: 1e9 }, x, sigma), exactDenoised(data, sharpGaussian, x, sigma)];
      expect(Math.max(...large.map((value, i) => Math.abs(value - limit[i]!)))).toBeLessThan(1e-4);
    }
  });
});
