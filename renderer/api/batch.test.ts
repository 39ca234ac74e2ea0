import { describe, expect, it } from 'vitest';
import { createBatch } from './batch.ts';

const counting = (max: number) => {
  const loads: string[][] = [];
  const load = createBatch<string, string>(
    async (keys) => {
      loads.push([...keys]);
      return new Map(keys.filter((key) => key !== 'gone').map((key) => [key, key.toUpperCase()]));
    },
    { wait: 1, max },
  );
  return { loads, load };
};

describe('a batch', () => {
  it('answers requests of one moment with one call, and a repeated key once', async () => {
    const { loads, load } = counting(10);
    expect(await Promise.all([load('a'), load('b'), load('a')])).toEqual(['A', 'B', 'A']);
    expect(loads).toEqual([['a', 'b']]);
  });

  it('never asks for more than its limit at once', async () => {
    const { loads, load } = counting(2);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(load));
    expect(loads.map((keys) => keys.length)).toEqual([2, 2, 1]);
  });

  it('answers null for what is not there, and rejects all of a failed call', async () => {
    const { load } = counting(10);
    expect(await load('gone')).toBeNull();
    const failing = createBatch<string, string>(async () => Promise.reject(new Error('no')), { wait: 1, max: 10 });
    const fates = await Promise.allSettled([failing('a'), failing('b')]);
    expect(fates.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
