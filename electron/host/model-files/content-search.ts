import { basename } from 'node:path';
import type { Publish } from '../../contract/events.ts';
import { cancelled } from '../abort.ts';
import type { HashWatch } from './hash.ts';

/** So long nobody is told that anything is looked for, in milliseconds. */
const quiet = 700;
const tellEvery = 200;

/** Reading files, gigabytes of them, for one that a recipe or another program names by its content. */
export type ContentSearch = Readonly<{
  /** Tells how far the reading of each file is, once all of it takes a while. */
  look: <T>(wanted: string, find: (watch: (path: string, bytes: number) => HashWatch) => Promise<T>) => Promise<T>;
  /** Ends every search; what was looked for is not found. */
  stop: () => void;
}>;

export const createContentSearch = (publish: Publish, clock: () => number = Date.now): ContentSearch => {
  const running = new Set<AbortController>();
  return {
    look: async (wanted, find) => {
      const controller = new AbortController();
      running.add(controller);
      const began = clock();
      let last: number | null = null;
      const watch = (path: string, bytes: number): HashWatch => ({
        signal: controller.signal,
        progress: (done) => {
          const now = clock();
          if (now - began < quiet || (last !== null && now - last < tellEvery)) return;
          last = now;
          publish('models.searching', { reading: { wanted, file: basename(path), done, bytes } });
        },
      });
      try {
        return await find(watch);
      } catch (error) {
        // what was in the middle of a file says it in the words of the system
        controller.signal.throwIfAborted();
        throw error;
      } finally {
        running.delete(controller);
        if (last !== null) publish('models.searching', { reading: null });
      }
    },
    stop: () => {
      for (const controller of running) controller.abort(cancelled());
    },
  };
};
