import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGlance, createLatestFirst } from './concurrency.ts';

/** Work that ends when it is told to, and what was begun of it. */
const desk = (limit: (wanted: number) => number) => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = createLatestFirst<string>(limit);
  return {
    begun,
    ask: (key: string, signal: AbortSignal | null = null) =>
      ask(
        key,
        () => {
          begun.push(key);
          return new Promise((resolve) => ends.set(key, () => resolve(key.toUpperCase())));
        },
        signal,
      ),
    end: async (key: string) => {
      ends.get(key)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

describe('what was asked for last is done first', () => {
  it('so many at a time, and what is asked for again comes before the rest', async () => {
    const { begun, ask, end } = desk(() => 1);
    const all = ['a', 'b', 'c', 'd', 'b'].map((key) => ask(key));
    for (const key of ['a', 'b', 'd', 'c']) await end(key);
    expect(begun).toEqual(['a', 'b', 'd', 'c']);
    expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D', 'B']);
  });

  it('as many at a time as it is told for so many that are wanted', async () => {
    const { begun, ask, end } = desk((wanted) => (wanted > 2 ? 2 : 1));
    const all = ['a', 'b', 'c', 'd', 'e'].map((key) => ask(key));
    expect(begun).toEqual(['a', 'c']);
    await end('a');
    expect(begun).toEqual(['a', 'c', 'e']);
    await end('c');
    expect(begun).toEqual(['a', 'c', 'e', 'd']);
    await end('e');
    expect(begun).toEqual(['a', 'c', 'e', 'd']);
    for (const key of ['d', 'b']) await end(key);
    expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('never begins what nobody waits for, and does what somebody still waits for', async () => {
    const { begun, ask, end } = desk(() => 1);
    const left = new AbortController();
    const first = ask('a', left.signal);
    const [gone, shared, staying] = [ask('b', left.signal), ask('c', left.signal), ask('c')];
    left.abort();
    expect((await Promise.allSettled([first, gone, shared])).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await end('a');
    await end('c');
    expect(await staying).toBe('C');
    expect(begun).toEqual(['a', 'c']);
    await expect(ask('d', left.signal)).rejects.toThrow('abort');
    expect(begun).toEqual(['a', 'c']);
  });

  it('goes on after a failure, and does it anew when it is asked for anew', async () => {
    const ask = createLatestFirst<string>(() => 1);
    const failing = ask('a', () => Promise.reject(new Error('no')), null);
    const next = ask('b', () => Promise.resolve('B'), null);
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('B');
    expect(await ask('a', () => Promise.resolve('A'), null)).toBe('A');
  });
});

describe('what only passes by', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const seen = () => {
    const glance = createGlance();
    const begun: string[] = [];
    const ask = (name: string): AbortController => {
      const left = new AbortController();
      glance(left.signal).then(
        () => begun.push(name),
        () => undefined,
      );
      return left;
    };
    return { begun, ask, wait: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds) };
  };

  it('is begun at once as long as nothing is given up', async () => {
    const { begun, ask, wait } = seen();
    for (const name of ['a', 'b', 'c']) ask(name);
    await wait(0);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('is not begun while one after the other is given up, and what is stayed with is', async () => {
    const { begun, ask, wait } = seen();
    ask('first').abort();
    for (let n = 0; n < 10; n += 1) {
      const left = ask(`passing ${n}`);
      await wait(100);
      left.abort();
    }
    ask('stayed with');
    await wait(149);
    expect(begun).toEqual(['first']);
    await wait(1);
    expect(begun).toEqual(['first', 'stayed with']);
    await wait(1_000);
    ask('later');
    await wait(0);
    expect(begun).toEqual(['first', 'stayed with', 'later']);
  });
});
