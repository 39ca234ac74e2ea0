import { describe, expect, it } from 'vitest';
import { fromNetwork } from '../denoisers/network.ts';
import { epsilon, variancePreserving } from '../denoisers/prediction.ts';
import { ddpm, type DdpmVariance } from './ddpm.ts';

const x = Float64Array.of(1, -3, 0.5);
/** Predicts no noise, and v for the variance of every entry. */
const saying = (v: number) =>
  fromNetwork(
    async (input) => new Float64Array(2 * input.length).fill(v, input.length),
    epsilon(variancePreserving),
    () => 0,
    'prediction and rest',
  );

const stepOf = async (variance: DdpmVariance, v: number) => {
  const steps = ddpm({ variance })({
    denoise: saying(v),
    x,
    sigmas: [4, 1],
    noise: (length) => new Float64Array(length).fill(1),
    signal: new AbortController().signal,
  });
  const first = await steps.next();
  if (first.done === true) throw new Error('no step');
  return first.value;
};

describe('DDPM with a variance that the network says', () => {
  it('weighs between the small and the large one in the logarithm', async () => {
    const small = await stepOf('small', 0);
    const large = await stepOf('large', 0);
    const states = async (v: number) => await stepOf('learned-range', v);
    const [low, high, middle] = [(await states(-1)).x, (await states(1)).x, (await states(0)).x];
    low.forEach((value, i) => expect(value).toBeCloseTo(small.x[i]!, 12));
    high.forEach((value, i) => expect(value).toBeCloseTo(large.x[i]!, 12));
    // x is the mean plus the deviation here, and ε = 0 leaves the mean at x
    middle.forEach((value, i) => expect(value - x[i]!).toBeCloseTo(Math.sqrt((small.x[i]! - x[i]!) * (large.x[i]! - x[i]!)), 12));
    expect(large.x[0]! - small.x[0]!).toBeGreaterThan(0.1);
  });

  it('takes a variance said outright, in the terms of the scaled state', async () => {
    const step = await stepOf('learned', 0.25);
    expect(step.x[0]! - x[0]!).toBeCloseTo(Math.sqrt(0.25 * 2), 12);
  });
});
