/** Gathers single requests for a moment and answers them with one call of at most `max` keys. */
export const createBatch = <K extends string, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  { wait, max }: Readonly<{ wait: number; max: number }>,
): ((key: K) => Promise<V | null>) => {
  type Waiting = { resolve: (value: V | null) => void; reject: (reason: unknown) => void };
  let waiting = new Map<K, Waiting[]>();

  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = new Map();
    try {
      const values = await load([...batch.keys()]);
      for (const [key, requests] of batch) for (const { resolve } of requests) resolve(values.get(key) ?? null);
    } catch (error) {
      for (const requests of batch.values()) for (const { reject } of requests) reject(error);
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      const first = waiting.size === 0;
      const requests = waiting.get(key);
      if (requests === undefined) waiting.set(key, [{ resolve, reject }]);
      else requests.push({ resolve, reject });
      const batch = waiting;
      if (batch.size >= max) void flush();
      else if (first) setTimeout(() => batch === waiting && void flush(), wait);
    });
};
