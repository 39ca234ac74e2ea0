import { availableParallelism } from 'node:os';

/** As many pictures at once as there are cores: each has its decoder and encoder in sharp's pool, and one waits for the disk. */
export const picturesAtOnce = Math.min(16, availableParallelism() + 1);

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
