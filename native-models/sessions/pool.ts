import { PictureError } from '../pipelines/errors.ts';
import type { SessionCache } from './cache.ts';
import type { Session } from './session.ts';
import { sentence } from '../words/sentence.ts';

/** One open network, and what it is reckoned to hold in bytes. */
export type OpenNetwork = Readonly<{ file: string; bytes: number }>;

/** The open networks of all models, within a budget of memory: those that were not used for longest leave when another one needs their room. */
export type SessionPool = Readonly<{
  /** A cache of one model's own names. */
  cache: () => SessionCache;
  /** Bytes for all networks together; null: no limit. Takes effect with the next opening. */
  setBudget: (bytes: number | null) => void;
  /** Releases idle networks, the least recently used first, while this process holds more than the budget on top of what it held at first. */
  trim: () => Promise<void>;
  /** Largest first. */
  open: () => readonly OpenNetwork[];
  /** What this process held before anything was open, in bytes. */
  base: number;
}>;

type Entry = { file: string; bytes: number; pending: Promise<Session>; running: number; usedAt: number };

/** What a network grows by in one call before that counts: an arena's block, not a few strings. */
const growthThatCounts = 16 * 2 ** 20;

/** `resident` gives the memory of this process in bytes: what opening and running a network adds is its own, as far as that can be told. */
export const sessionPool = (resident: () => number = () => process.memoryUsage.rss()): SessionPool => {
  const entries = new Map<string, Entry>();
  const base = resident();
  let budget: number | null = null;
  let uses = 0;
  let caches = 0;

  const held = (): number => [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);

  const close = async (key: string, entry: Entry): Promise<void> => {
    if (entries.get(key) === entry) entries.delete(key);
    // a failed opening has been reported to whoever asked for it
    const session = await entry.pending.catch(() => undefined);
    await session?.release();
  };

  /** The idle network that was used longest ago. */
  const oldest = (): [string, Entry] | undefined =>
    [...entries].filter(([, { running }]) => running === 0).toSorted(([, a], [, b]) => a.usedAt - b.usedAt)[0];

  const makeRoom = async (bytes: number): Promise<void> => {
    while (budget !== null && held() + bytes > budget) {
      const next = oldest();
      if (next === undefined) return;
      await close(...next);
    }
  };

  const measured = async (open: () => Promise<Session>, entry: Entry, estimate: number): Promise<Session> => {
    await makeRoom(estimate);
    entry.bytes = estimate;
    const before = resident();
    const session = await open();
    const growth = resident() - before;
    // less means that it lies where another network lay before
    if (growth > estimate / 2) entry.bytes = growth;
    return session;
  };

  const entryOf = (key: string, file: string, open: () => Promise<Session>, estimate: number): Entry => {
    const known = entries.get(key);
    if (known !== undefined) {
      known.usedAt = ++uses;
      return known;
    }
    // while it is being opened it is in use
    const entry: Entry = { file, bytes: 0, pending: Promise.reject(new Error('not yet')), running: 1, usedAt: ++uses };
    entry.pending.catch(() => undefined);
    entries.set(key, entry);
    entry.pending = measured(open, entry, estimate).finally(() => entry.running--);
    entry.pending.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry;
  };

  const cache = (): SessionCache => {
    const own = `${++caches} `;
    const handles = new WeakMap<Entry, Session>();
    let isClosed = false;
    const checkOpen = (name: string): void => {
      if (isClosed) throw new PictureError('model-closed', sentence('session.closed', { name }));
    };

    const release = async (name: string): Promise<void> => {
      const entry = entries.get(own + name);
      if (entry !== undefined) await close(own + name, entry);
    };
    const releaseAll = async (): Promise<void> => {
      const names = [...entries.keys()].filter((key) => key.startsWith(own)).map((key) => key.slice(own.length));
      await Promise.all(names.map(release));
    };

    return {
      get: async (name, open, estimate = 0) => {
        checkOpen(name);
        const first = entryOf(own + name, name, open, estimate);
        const session = await first.pending;
        const handle: Session = handles.get(first) ?? {
          ...session,
          run: async (feeds, wanted) => {
            checkOpen(name);
            // it may have left for another one since
            const entry = entryOf(own + name, name, open, estimate);
            entry.running++;
            try {
              const opened = await entry.pending;
              const before = resident();
              const results = await opened.run(feeds, wanted);
              const growth = resident() - before;
              if (growth > growthThatCounts) entry.bytes += growth;
              return results;
            } finally {
              entry.running--;
            }
          },
          release: () => release(name),
        };
        handles.set(first, handle);
        return handle;
      },
      holds: (bytes) => budget === null || bytes <= budget,
      release,
      releaseAll,
      close: () => {
        isClosed = true;
        return releaseAll();
      },
    };
  };

  return {
    cache,
    base,
    setBudget: (bytes) => {
      budget = bytes;
    },
    trim: async () => {
      await makeRoom(0);
      for (let next = oldest(); budget !== null && next !== undefined && resident() - base > budget; next = oldest()) await close(...next);
    },
    open: () => [...entries.values()].map(({ file, bytes }) => ({ file, bytes })).toSorted((a, b) => b.bytes - a.bytes),
  };
};
