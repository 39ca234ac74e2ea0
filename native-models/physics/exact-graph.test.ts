import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { Latent } from '../latent.ts';
import { torchCpu } from '../noise/torch-cpu.ts';
import { heun } from '../samplers/heun.ts';
import type { Denoise } from '../samplers/sampler.ts';
import { dataSet, ofClass } from './data-set.ts';
import { exactDenoised, type Kernel, sharpGaussian } from './exact-denoiser.ts';
import { exactGraph } from './exact-graph.ts';
import { nearest, rowsOf, totalVariation } from './statistics.ts';

const signal = new AbortController().signal;
const size = 16;
const weights = [3, 1, 1, 1, 1, 1, 1, 1];
const points = rowsOf(torchCpu(21).randn(8 * size), size).map((point) => [...point]);
const data = { ...dataSet(points, weights), labels: [0, 0, 0, 0, 1, 1, 1, 1] };
const kernels: readonly (readonly [string, Kernel])[] = [
  ['gaussian', sharpGaussian],
  ['pfgm, D = 1', { kind: 'pfgmpp', D: 1 }],
  ['pfgm++, D = 128', { kind: 'pfgmpp', D: 128 }],
];

/** The graph as a denoiser, narrowed to float32 as every network is. `label` keeps one class. */
const open = async (kernel: Kernel, label: number | null): Promise<Denoise> => {
  const session = await InferenceSession.create(exactGraph(data, kernel), { executionProviders: ['cpu'] });
  const classes = Float32Array.from(data.labels, (own) => (label === null || own === label ? 0 : -1e9));
  return async (x, sigma) => {
    const { denoised } = await session.run({
      sample: new Tensor('float32', Float32Array.from(x), [x.length / size, size]),
      sigma: new Tensor('float32', Float32Array.of(sigma), [1]),
      classes: new Tensor('float32', classes, [classes.length]),
    });
    if (!(denoised?.data instanceof Float32Array)) throw new Error('The graph gave no float32 output');
    return Float64Array.from(denoised.data);
  };
};
const largest = (x: Latent, y: Latent): number => Math.max(...x.map((value, i) => Math.abs(value - y[i]!)));

describe.each(kernels)('closed-form graph, %s', (_, kernel) => {
  it('says what the formula says, over all σ and for one class', async () => {
    for (const label of [null, 0, 1]) {
      const denoise = await open(kernel, label);
      const expected = label === null ? data : ofClass(data, label);
      for (const sigma of [0.05, 0.5, 2, 10, 80]) {
        const x = torchCpu(22)
          .randn(5 * size)
          .map((value, i) => sigma * value + points[i % 8]![i % size]!);
        expect(largest(await denoise(x, sigma, signal), exactDenoised(expected, kernel, x, sigma))).toBeLessThan(2e-4);
      }
    }
  });
});

it('a sampler over the graph finds the points and their weights', async () => {
  const count = 2000;
  const sigmas = [...Array.from({ length: 18 }, (_, i) => (80 ** (1 / 7) + (i / 17) * (0.002 ** (1 / 7) - 80 ** (1 / 7))) ** 7), 0];
  const x = torchCpu(23)
    .randn(count * size)
    .map((value) => value * 80);
  const run = heun()({ denoise: await open(sharpGaussian, null), x, sigmas, noise: () => x, signal });
  let end: Latent = x;
  for await (const step of run) end = step.x;
  const found = nearest(rowsOf(end, size), data.points);
  expect(found.filter(({ distance }) => distance > 0.01).length / count).toBeLessThan(0.02);
  expect(
    totalVariation(
      found.map(({ point }) => point),
      weights,
    ),
  ).toBeLessThan(0.05);
});
