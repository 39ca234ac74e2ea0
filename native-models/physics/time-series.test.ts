import { describe, expect, it } from 'vitest';
import { torchCpu } from '../noise/torch-cpu.ts';
import { momentsOf } from './statistics.ts';
import { geometricBrownian, ornsteinUhlenbeck, pathOf, type Process } from './time-series.ts';

/** Euler–Maruyama of dX = drift dt + diffusion dW: the definition of the process, which knows nothing of its closed form. */
const eulerMaruyama = (
  drift: (x: number) => number,
  diffusion: (x: number) => number,
  start: number,
  time: number,
  steps: number,
  seed: number,
): number[] => {
  const generator = torchCpu(seed);
  const x = Array.from<number>({ length: 4000 }).fill(start);
  for (let i = 0; i < steps; i++) {
    const fresh = generator.randn(x.length);
    for (let j = 0; j < x.length; j++) x[j]! += (drift(x[j]!) * time) / steps + diffusion(x[j]!) * Math.sqrt(time / steps) * fresh[j]!;
  }
  return x;
};

const cases: readonly (readonly [string, Process, (x: number) => number, (x: number) => number])[] = [
  ['Ornstein–Uhlenbeck', ornsteinUhlenbeck(1.5, 2, 0.6), (x) => 1.5 * (2 - x), () => 0.6],
  ['geometric Brownian motion', geometricBrownian(0.08, 0.25), (x) => 0.08 * x, (x) => 0.25 * x],
];

describe.each(cases)('%s', (_, process, drift, diffusion) => {
  it('has the moments of its own equation, within three standard errors', () => {
    const found = momentsOf(eulerMaruyama(drift, diffusion, 3, 1, 400, 1));
    const { mean, variance } = process.moments(3, 1);
    expect(Math.abs(found.mean - mean)).toBeLessThan(3 * Math.sqrt(variance / 4000));
    // a variance’s standard error, with room for the heavier tail of the lognormal and the steps of 1/400
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(3 * Math.sqrt(4 / 4000));
  });

  it('paths have those moments at every length of step', () => {
    const { mean, variance } = process.moments(3, 2);
    for (const steps of [1, 5, 20]) {
      const generator = torchCpu(2);
      const ends = Array.from({ length: 4000 }, () => pathOf(process, 3, 2 / steps, generator.randn(steps)).at(-1)!);
      const found = momentsOf(ends);
      expect(Math.abs(found.mean - mean)).toBeLessThan(3 * Math.sqrt(variance / 4000));
      expect(Math.abs(found.variance / variance - 1)).toBeLessThan(3 * Math.sqrt(4 / 4000));
    }
  });
});

it('Ornstein–Uhlenbeck forgets at its rate: the correlation over τ is e^(−θτ)', () => {
  const path = pathOf(ornsteinUhlenbeck(0.5, 0, 1), 0, 0.2, torchCpu(4).randn(40_000));
  const { variance } = momentsOf(path);
  for (const lag of [1, 5, 10]) {
    let sum = 0;
    for (let i = 0; i + lag < path.length; i++) sum += path[i]! * path[i + lag]!;
    expect(Math.abs(sum / (path.length - lag) / variance - Math.exp(-0.5 * 0.2 * lag))).toBeLessThan(0.06);
  }
});
