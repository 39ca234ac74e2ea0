import type { Session } from './session.ts';

/** The networks of one model by name, each opened when first asked for. What `pool.ts` gives out. */
export type SessionCache = Readonly<{
  /**
   * The network of that name; `open` is called once even when many ask at the same time, and again after it failed. `bytes` is what it will hold,
   * by estimate. The network may leave for others while nobody runs it: the next `run` opens it again.
   */
  get: (name: string, open: () => Promise<Session>, bytes?: number) => Promise<Session>;
  /** Whether the budget holds so many bytes at once. */
  holds: (bytes: number) => boolean;
  /** Releases one, if it is open. */
  release: (name: string) => Promise<void>;
  releaseAll: () => Promise<void>;
  /** Releases all, for good: whoever asks afterwards is told so. */
  close: () => Promise<void>;
}>;
