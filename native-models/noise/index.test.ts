import { describe, expect, it } from 'vitest';
import golden from './golden/front-ends.json' with { type: 'json' };
import { noiseById, noises } from './index.ts';
import { philox } from './philox.ts';
import { torchCpu } from './torch-cpu.ts';

const largest = (x: ArrayLike<number>, y: readonly number[]): number => Math.max(...y.map((value, i) => Math.abs(value - x[i]!)));
const shape = [4, 8, 8] as const;

describe('front-ends', () => {
  it.each(golden.cases)('$piece draws its start and steps: $name', ({ piece, seed, shape: sides, options, initial, steps }) => {
    const given = Object.fromEntries(Object.entries(options));
    const noise = noiseById(piece).create({ seed, options: given });
    const start = noise.initial([sides[0]!, sides[1]!, sides[2]!]);
    expect(start).toHaveLength(initial.length);
    expect(largest(start, initial)).toBeLessThan(2e-6);
    for (const step of steps) expect(largest(noise.steps(step.length, 1, 0.5), step)).toBeLessThan(2e-6);
  });
});

const varied = (variationStrength: number) =>
  noiseById('torch-cpu@1')
    .create({ seed: 1, options: { variationSeed: 2, variationStrength } })
    .initial(shape);

describe('noise sources', () => {
  it('have ids of their own and a sentence each', () => {
    expect(new Set(noises.map(({ id }) => id)).size).toBe(noises.length);
    for (const { id, explanation } of noises) {
      expect(id).toMatch(/^[a-z0-9-]+@\d+$/);
      expect(explanation).toMatch(/\.$/);
    }
  });

  it('draw posterior, start and steps from one generator, in that order', () => {
    const noise = noiseById('torch-cpu@1').create({ seed: 9, options: {} });
    const reference = torchCpu(9);
    for (const draw of [noise.posterior(shape), noise.initial(shape), noise.steps(256, 2, 1)]) expect(draw).toEqual(reference.randn(256));
  });

  it('lean towards the variation seed: 0 is the seed, 1 the other, and the norm of a start is kept between', () => {
    expect(varied(0)).toEqual(torchCpu(1).randn(256));
    expect(largest(varied(1), [...torchCpu(2).randn(256)])).toBeLessThan(1e-12);
    const norms = [0, 0.5, 1].map((strength) => Math.hypot(...varied(strength)));
    expect(norms[1]).toBeGreaterThan(Math.min(norms[0]!, norms[2]!) * 0.99);
  });

  it('refuse an unknown source and a picture that the batch does not have', () => {
    expect(() => noiseById('dice@1')).toThrow('dice@1');
    expect(() => noiseById('diffusers@1').create({ seed: 1, options: { batchIndex: 2, batchCount: 2 } })).toThrow('no picture 2');
  });

  it('ComfyUI on a GPU draws steps as the card does, from the seed itself', () => {
    const noise = noiseById('comfyui-gpu@1').create({ seed: 7, options: {} });
    expect(noise.initial(shape)).toEqual(torchCpu(7).randn(256));
    expect(noise.steps(256, 1, 0)).toEqual(philox(7).randn(256));
  });
});

describe('philox', () => {
  // Printed in A1111's modules/rng_philox.py; torch on a CUDA card gives the same to 3e-7.
  it.each([
    [0, [-0.92466259, -0.42534415, -2.6438457, 0.14518388, -0.12086647, -0.57972564]],
    [42, [0.19401887, 2.1613739, -0.17205095, 0.84906]],
  ])('seed %d', (seed, expected) => {
    expect(largest(philox(seed).randn(16), expected)).toBeLessThan(4e-7);
  });

  it('counts calls', () => {
    const generator = philox(42);
    generator.randn(4);
    expect(generator.randn(1)[0]).toBeCloseTo(0.13913749, 6);
  });
});
