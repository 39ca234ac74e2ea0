import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { analyticDenoiser } from '../conformance/analytic-denoiser.ts';
import { torchCpu } from '../noise/torch-cpu.ts';
import { createSampler, samplers } from './index.ts';
import type { NoiseSource, Standing, Step } from './sampler.ts';

const x0 = torchCpu(1).randn(16);
const seeded = (): NoiseSource => {
  const generator = torchCpu(7);
  return (length) => generator.randn(length);
};

type Taken = Readonly<{ signal?: AbortSignal; from?: Standing; drawn?: number }>;

/** A run from the start, or `from` where an earlier one stood that had drawn so often. */
const runOf = (id: string, sigmas: readonly number[], { signal = new AbortController().signal, from, drawn: already = 0 }: Taken = {}) => {
  const calls: number[] = [];
  let drawn = 0;
  const stream = seeded();
  const noise: NoiseSource = (...interval) => {
    drawn++;
    return stream(...interval);
  };
  for (let i = 0; i < already; i++) noise(x0.length, 1, 0);
  const steps = createSampler({ id, options: {} })({
    denoise: (x, sigma, stop) => {
      stop.throwIfAborted();
      calls.push(sigma);
      return analyticDenoiser(x, sigma, stop);
    },
    x: x0.map((value) => value * sigmas[0]!),
    sigmas,
    noise,
    signal,
    from,
  });
  return { steps, calls, drawn: () => drawn };
};

const finish = async (id: string, sigmas: readonly number[]) => {
  const { steps, calls } = runOf(id, sigmas);
  const seen: Step[] = [];
  let next = await steps.next();
  while (next.done !== true) {
    seen.push(next.value);
    next = await steps.next();
  }
  return { seen, calls, result: next.value };
};

const schedules: readonly (readonly [string, readonly number[]])[] = [
  ['one step', [10, 0]],
  ['one step that ends above 0', [10, 1]],
  ['two steps', [10, 2, 0]],
  ['three steps', [10, 2, 0.5, 0]],
  ['σ_max = σ_min', [3, 3, 0]],
  ['equal sigmas all along', [3, 3, 3]],
  ['equal sigmas in the middle', [10, 3, 3, 3, 0.5, 0]],
  ['a start near infinity', [2 ** 20, 14, 3, 0.5, 0]],
  ['many steps', [14, 11, 8, 6, 5, 4, 3, 2, 1.5, 1.1, 0.8, 0.5, 0.3, 0.2, 0.1, 0.05, 0]],
];

describe.each(samplers.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  it.each(schedules)('survives %s', async (_, sigmas) => {
    const { seen, result } = await finish(id, sigmas);
    expect(result.length).toBe(x0.length);
    expect([...result].every(Number.isFinite)).toBe(true);
    if (seen.length > 0) expect(seen.at(-1)!.x).toEqual(result);
    expect(seen.map((step) => step.index)).toEqual(seen.map((_step, index) => index));
  });

  it('gives the same numbers for the same arguments', async () => {
    const sigmas = [10, 4, 2, 1, 0.5, 0];
    expect((await finish(id, sigmas)).result).toEqual((await finish(id, sigmas)).result);
  });

  it('never writes to a state that it handed over', async () => {
    const { steps } = runOf(id, [10, 4, 2, 1, 0.5, 0]);
    const kept: [Float64Array, Float64Array][] = [];
    for await (const step of steps) kept.push([step.x, step.x.slice()]);
    for (const [state, copy] of kept) expect(state).toEqual(copy);
  });

  it('goes on from a state that it is handed back', async () => {
    const sigmas = [10, 4, 2, 1, 0.5, 0.1];
    const untouched = await finish(id, sigmas);
    const { steps } = runOf(id, sigmas);
    let next = await steps.next();
    let first = true;
    while (next.done !== true) {
      next = await steps.next(first ? next.value.x.map((value) => value + 1) : undefined);
      first = false;
    }
    expect(next.value).not.toEqual(untouched.result);
  });

  it.each(schedules)('put away after any step of %s, ends on the same bits', async (_, sigmas) => {
    const whole = runOf(id, sigmas);
    const stops: { from: Standing; drawn: number; called: number }[] = [];
    let next = await whole.steps.next();
    for (; next.done !== true; next = await whole.steps.next()) {
      const { index, x, memory } = next.value;
      // through a file: what is not plain data does not come back
      const from = deserialize(serialize({ index: index + 1, x, memory })) as Standing;
      stops.push({ from, drawn: whole.drawn(), called: whole.calls.length });
    }
    for (const { from, drawn, called } of stops) {
      const rest = runOf(id, sigmas, { from, drawn });
      let after = await rest.steps.next();
      while (after.done !== true) after = await rest.steps.next();
      expect(after.value).toEqual(next.value);
      expect(rest.calls).toEqual(whole.calls.slice(called));
    }
  });

  it('stops before the next network call when it is cancelled', async () => {
    const controller = new AbortController();
    const { steps, calls } = runOf(id, [10, 4, 2, 1, 0.5, 0], { signal: controller.signal });
    await steps.next();
    const made = calls.length;
    controller.abort();
    await expect(steps.next()).rejects.toThrow();
    expect(calls.length).toBe(made);
  });

  it('draws noise as its entry says', async () => {
    const drawn: number[] = [];
    const steps = createSampler({ id, options: {} })({
      denoise: analyticDenoiser,
      x: x0.map((value) => value * 10),
      sigmas: [10, 4, 2, 1, 0.5, 0.05, 0],
      noise: (length, sigma) => {
        drawn.push(sigma);
        return new Float64Array(length);
      },
      signal: new AbortController().signal,
    });
    for await (const _ of steps);
    expect(drawn.length > 0).toBe(entry.stochastic);
  });
});

it('every id is versioned and named once', () => {
  const ids = samplers.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[a-z0-9-]+@\d+$/.test(id))).toBe(true);
});

// annealed Langevin walks at every level, the last one too: it ends beside the prediction, not on it
describe.each(samplers.filter(({ id }) => id !== 'annealed-langevin@1').map(({ id }) => [id] as const))('%s', (id) => {
  it('takes one step to 0 to the prediction itself', async () => {
    const { result } = await finish(id, [10, 0]);
    const expected = await analyticDenoiser(
      x0.map((value) => value * 10),
      10,
      new AbortController().signal,
    );
    result.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
  });
});
