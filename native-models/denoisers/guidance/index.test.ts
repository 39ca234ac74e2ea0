import { describe, expect, it } from 'vitest';
import { combine, type Latent } from '../../latent.ts';
import { euler } from '../../samplers/euler.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import { outputFor } from '../network.ts';
import { epsilon, velocity, variancePreserving, type Precondition } from '../prediction.ts';
import golden from './golden/guidance.json' with { type: 'json' };
import type { ConditionName, Predict } from './guidance.ts';
import { guidanceById, guidances } from './index.ts';
import { oneByOne } from './predict.ts';

const signal = new AbortController().signal;
const largest = (x: ArrayLike<number>, y: ArrayLike<number>): number => Math.max(...Array.from(y, (value, i) => Math.abs(value - x[i]!)));
const wave = (length: number, k: number): Latent => Float64Array.from({ length }, (_, i) => Math.sin(k * i + k) * (1 + k));
const eps = epsilon(variancePreserving);

/** Fixed answers, and a count of what was asked. */
const answering = (answers: Readonly<Partial<Record<ConditionName, Latent>>>) => {
  const asked: ConditionName[][] = [];
  const predict: Predict = (conditions) => {
    asked.push([...conditions]);
    return Promise.resolve(conditions.map((condition) => answers[condition]!));
  };
  return { asked, predict };
};

const answers = { positive: wave(24, 0.7), negative: wave(24, 0.3), empty: wave(24, 0.2), weak: wave(24, 0.6), imageless: wave(24, 0.9) };
const sigmas = [10, 5, 2, 1, 0];
const x = wave(24, 1.1);

const open = (
  id: string,
  scale: number,
  options: Record<string, number | string | readonly number[]> = {},
  precondition: Precondition = eps,
) => {
  const { asked, predict } = answering(answers);
  const denoise = guidanceById(id).create({ scale, options })({ predict, sigmas, precondition, channels: 4, memory: { held: null } });
  return { asked, at: (sigma: number) => denoise(x, sigma, signal) };
};

describe('guidance formulas equal their references', () => {
  const spaces: readonly (readonly [string, Precondition])[] = [
    ['ε', eps],
    ['v', velocity(variancePreserving)],
  ];
  it.each(golden.cases.flatMap((item) => spaces.map(([name, precondition]) => [item.name, name, item, precondition] as const)))(
    '%s, %s-prediction',
    async (_, __, { piece, space, scale, options, results }, precondition) => {
      const sigma = 2;
      const { cSkip, cOut } = precondition(sigma);
      const state = wave(golden.inputs.positive[0]!.length, 0.4);
      let call = 0;
      const predict: Predict = (conditions) =>
        Promise.resolve(
          conditions.map((condition) => {
            const given = Float64Array.from(golden.inputs[condition === 'positive' ? 'positive' : 'negative'][call]!);
            return space === 'raw' ? combine([cSkip, state], [cOut, given]) : given;
          }),
        );
      const given = Object.fromEntries(Object.entries(options));
      const denoise = guidanceById(piece).create({ scale, options: given })({
        predict,
        sigmas: [4, 2, 0],
        precondition,
        channels: golden.channels,
        memory: { held: null },
      });
      for (const result of results) {
        const denoised = await denoise(state, sigma, signal);
        const found = space === 'raw' ? outputFor(precondition, state, denoised, sigma) : denoised;
        expect(largest(found, result)).toBeLessThan(1e-6);
        call++;
      }
    },
  );
});

describe('calls', () => {
  it.each(guidances.filter(({ id }) => id !== 'cfg-plus-plus@1').map(({ id }) => id))(
    '%s at scale 1 is the positive prompt bit for bit, alone',
    async (id) => {
      const exact = {
        'image-and-text@1': { imageScale: 1 },
        'cfg-zero-star@1': { zeroSteps: 0 },
        'perpendicular-negative@1': { negativeScale: 0 },
      };
      const { asked, at } = open(id, 1, Object.entries(exact).find(([name]) => name === id)?.[1] ?? {});
      expect(await at(5)).toBe(answers.positive);
      expect(asked).toEqual([['positive']]);
    },
  );

  it('the negative prompt is not run outside (low, high]', async () => {
    const { asked, at } = open('cfg@1', 7, { intervalLow: 1, intervalHigh: 5 });
    for (const sigma of [10, 5, 2, 1]) await at(sigma);
    expect(asked.map((names) => names.length)).toEqual([1, 2, 2, 1]);
  });

  it('scale 0 is the negative prompt alone', async () => {
    const { asked, at } = open('cfg@1', 0);
    expect(await at(5)).toBe(answers.negative);
    expect(asked).toEqual([['negative']]);
  });

  it('CFG-Zero* stands still without a network call, then guides', async () => {
    const { asked, at } = open('cfg-zero-star@1', 4, { zeroSteps: 2 });
    // ε of zero: D is x itself
    expect(largest(await at(10), x)).toBe(0);
    await at(7);
    await at(5);
    expect(asked).toEqual([]);
    await at(2);
    expect(asked).toEqual([['negative', 'positive']]);
  });

  it('ask only for conditions that they declare', async () => {
    for (const { id, conditions, scale } of guidances) {
      const { asked, at } = open(id, scale.default);
      for (const sigma of sigmas.slice(0, -1)) await at(sigma);
      for (const name of asked.flat()) expect(conditions).toContain(name);
    }
  });

  it('stop before the next network call when aborted', async () => {
    const { asked, predict } = answering(answers);
    const denoise = guidanceById('cfg@1').create({ scale: 7, options: {} })({
      predict,
      sigmas,
      precondition: eps,
      channels: 4,
      memory: { held: null },
    });
    await expect(denoise(x, 5, AbortSignal.abort('enough'))).rejects.toBe('enough');
    expect(asked).toEqual([]);
  });

  it('run one after the other in the order asked, and refuse what was not prepared', async () => {
    const order: string[] = [];
    const tell =
      (name: string): Denoise =>
      (state) => {
        order.push(name);
        return Promise.resolve(state);
      };
    const predict = oneByOne({ positive: tell('positive'), negative: tell('negative') });
    await predict(['negative', 'positive'], x, 1, signal);
    expect(order).toEqual(['negative', 'positive']);
    await expect(predict(['weak'], x, 1, signal)).rejects.toThrow('weak');
  });
});

describe('curve', () => {
  const curve = [0, 1, 0.5, 9, 1, 3];
  // four steps: positions 0, 1/3, 2/3, 1
  it.each([
    [10, 1],
    [5, 1 + (8 * 2) / 3],
    [2, 9 - 2],
    [1, 3],
    [7.5, 1 + (8 * 1) / 3],
    [20, 1],
  ])('at sigma %d takes scale %d', async (sigma, scale) => {
    const found = await open('cfg@1', 99, { curve }).at(sigma);
    expect(largest(found, combine([1 - scale, answers.negative], [scale, answers.positive]))).toBeLessThan(1e-12);
  });

  it('holds on a run of one step', async () => {
    const { predict } = answering(answers);
    const denoise = guidanceById('cfg@1').create({ scale: 5, options: { curve } })({
      predict,
      sigmas: [10, 0],
      precondition: eps,
      channels: 4,
      memory: { held: null },
    });
    expect(await denoise(x, 10, signal)).toBe(answers.positive);
  });
});

const conditional: Denoise = (state, sigma) => Promise.resolve(state.map((value, i) => (value + sigma * Math.sin(i)) / (1 + sigma)));
const unconditional: Denoise = (state, sigma) => Promise.resolve(state.map((value) => value / (1 + sigma * sigma)));

describe('CFG++', () => {
  it('renoises with the unconditional direction: xʹ = D + σʹ(x − D_u)/σ at every Euler step', async () => {
    const lambda = 0.6;
    const predict = oneByOne({ positive: conditional, negative: unconditional });
    const denoise = guidanceById('cfg-plus-plus@1').create({ scale: lambda, options: {} })({
      predict,
      sigmas,
      precondition: eps,
      channels: 4,
      memory: { held: null },
    });
    const run = euler()({ denoise, x, sigmas, noise: () => x, signal });
    let expected = x;
    for (let i = 0; i + 1 < sigmas.length; i++) {
      const [sigma, next] = [sigmas[i]!, sigmas[i + 1]!];
      const [c, u] = [await conditional(expected, sigma, signal), await unconditional(expected, sigma, signal)];
      const guided = combine([1 - lambda, u], [lambda, c]);
      expected = combine([1, guided], [next / sigma, combine([1, expected], [-1, u])]);
      const step = await run.next();
      expect(step.done === true ? step.value : step.value.x).toSatisfy((found: Latent) => largest(found, expected) < 1e-10);
    }
  });
});

const point = (positive: readonly number[], negative: readonly number[], scale: number) => {
  const { predict } = answering({
    empty: Float64Array.of(0, 0, 0),
    positive: Float64Array.from(positive),
    negative: Float64Array.from(negative),
  });
  return guidanceById('perpendicular-negative@1').create({ scale, options: { negativeScale: 2 } })({
    predict,
    sigmas,
    precondition: eps,
    channels: 1,
    memory: { held: null },
  })(Float64Array.of(0, 0, 0), 5, signal);
};

describe('perpendicular negative', () => {
  it('takes nothing of what both prompts share', async () => expect([...(await point([1, 0, 0], [3, 0, 0], 5))]).toEqual([5, 0, 0]));
  it('pushes fully away from what only the negative one has', async () =>
    expect([...(await point([1, 0, 0], [3, 1, 0], 5))]).toEqual([5, -10, 0]));
  it('does not divide by a positive prompt that says nothing', async () =>
    expect([...(await point([0, 0, 0], [0, 1, 0], 5))]).toEqual([0, -10, 0]));
});

const spread = (values: Latent): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
};

describe('rescale', () => {
  it('fully on, D’s spread is the positive one’s in the space it is measured on', async () => {
    const denoised = await open('cfg@1', 7, { rescale: 1, rescaleSpace: 'denoised' }).at(5);
    expect(spread(denoised)).toBeCloseTo(spread(answers.positive), 10);
    const raw = await open('cfg@1', 7, { rescale: 1 }).at(5);
    expect(spread(outputFor(eps, x, raw, 5))).toBeCloseTo(spread(outputFor(eps, x, answers.positive, 5)), 10);
    expect(largest(raw, denoised)).toBeGreaterThan(0.1);
  });
});

describe('table', () => {
  it('has ids of its own, ranges that hold the default, and a sentence each', () => {
    expect(new Set(guidances.map(({ id }) => id)).size).toBe(guidances.length);
    for (const { scale, explanation } of guidances) {
      expect(scale.default).toBeGreaterThanOrEqual(scale.min);
      expect(scale.default).toBeLessThanOrEqual(scale.max);
      expect(explanation).toMatch(/\.$/);
    }
  });
  it('refuses what it does not know', () => {
    expect(() => guidanceById('pull@1')).toThrow('pull@1');
    expect(() => guidanceById('cfg@1').create({ scale: 1, options: { eta: 1 } })).toThrow('eta');
    expect(() => guidanceById('cfg@1').create({ scale: NaN, options: {} })).toThrow('number');
  });
});
