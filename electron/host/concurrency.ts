import { availableParallelism } from 'node:os';

/** As many pictures at once as there are cores: each has its decoder and encoder in sharp's pool, and one waits for the disk. */
export const picturesAtOnce = Math.min(16, availableParallelism() + 1);

/** Files that wait for the disk at the same time: the next pictures are encoded meanwhile. */
export const writesAtOnce = 4 * picturesAtOnce;

/** Lets `limit` tasks run at the same time, the others wait their turn. */
export const createGate = (limit: number): (<T>(task: () => Promise<T>) => Promise<T>) => {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};

/**
 * Does work by key, at most `limit` (of how many are wanted) at a time, for whoever waits for it: what was asked for last is done first, what is asked for twice is done once, and what nobody
 * waits for any longer is not begun. Rejects with the signal's reason where that aborts.
 */
export const createLatestFirst = <T>(
  limit: (wanted: number) => number,
): ((key: string, work: () => Promise<T>, signal: AbortSignal | null) => Promise<T>) => {
  type Task = Readonly<{ work: () => Promise<T>; done: PromiseWithResolvers<T>; waiters: Set<symbol> }>;
  const waiting = new Map<string, Task>();
  const running = new Map<string, Task>();

  const begin = (): void => {
    const latest = [...waiting].at(-1);
    if (latest === undefined || running.size >= limit(waiting.size + running.size)) return;
    const [key, task] = latest;
    waiting.delete(key);
    running.set(key, task);
    const end = (): void => {
      running.delete(key);
      begin();
    };
    task.work().then(task.done.resolve, task.done.reject).finally(end);
  };

  return (key, work, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const task = running.get(key) ?? waiting.get(key) ?? { work, done: Promise.withResolvers<T>(), waiters: new Set() };
      const waiter = Symbol(key);
      task.waiters.add(waiter);
      task.done.promise.then(resolve, reject);
      const leave = (): void => {
        task.waiters.delete(waiter);
        if (task.waiters.size === 0 && waiting.get(key) === task) waiting.delete(key);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      if (!running.has(key)) {
        // asked for again, it is the latest again
        waiting.delete(key);
        waiting.set(key, task);
        begin();
      }
    });
};

/** Milliseconds: what is given up within `glance` was not looked at; after `still` without that nobody passes by any longer. */
const passing = { glance: 150, still: 1_000 } as const;

/**
 * While things are asked for and given up again, as by somebody who scrolls, waits long enough to see which are stayed with; else not at all.
 * Rejects with the signal's reason where that aborts meanwhile.
 */
export const createGlance = (): ((signal: AbortSignal) => Promise<void>) => {
  let givenUp = Number.NEGATIVE_INFINITY;
  return (signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const passes = performance.now() - givenUp < passing.still;
      const timer = passes ? setTimeout(resolve, passing.glance) : undefined;
      signal.addEventListener(
        'abort',
        () => {
          givenUp = performance.now();
          clearTimeout(timer);
          reject(signal.reason);
        },
        { once: true },
      );
      if (!passes) resolve();
    });
};

/**
 * Works on `limit` inputs at a time and yields the results in the order of the inputs, so that no more than `limit` of them are in memory.
 * The first failure ends it, after what was under way has ended.
 */
export async function* mapInOrder<A, B>(
  inputs: Iterable<A> | AsyncIterable<A>,
  limit: number,
  work: (input: A) => Promise<B>,
): AsyncGenerator<B> {
  const under: Promise<B>[] = [];
  try {
    for await (const input of inputs) {
      const started = work(input);
      // looked at in its turn; until then nobody has missed its failure
      started.catch(() => undefined);
      under.push(started);
      if (under.length >= limit) yield await under.shift()!;
    }
    while (under.length > 0) yield await under.shift()!;
  } finally {
    await Promise.allSettled(under);
  }
}
