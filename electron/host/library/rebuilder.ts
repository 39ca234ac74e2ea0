import { Failure } from '../../contract/failure.ts';
import type { LibraryRebuild } from '../../contract/places.ts';
import { cancelled } from '../abort.ts';
import { toAppError } from '../errors.ts';
import { type RebuildParts, rebuildIndex } from './rebuild.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

type RebuilderParts = RebuildParts &
  Readonly<{
    /** After every change of `state`. */
    tell: () => void;
    /** Does the work while nothing of this process has the library open. */
    whileClosed: <T>(work: () => Promise<T>) => Promise<T>;
  }>;

/** Makes the index anew for a window, which sees how far it is and may stop it. */
export type Rebuilder = Readonly<{
  /** Null where there is nothing to tell. */
  state: () => LibraryRebuild | null;
  /** Throws a `Failure` where one is under way. */
  start: () => void;
  /** Stops one that is under way, forgets one that has ended. */
  stop: () => Promise<void>;
  close: () => Promise<void>;
}>;

const toldEvery = 200;
const begun: LibraryRebuild = { state: 'reading', done: 0, total: 0, result: null, error: null };

export const createRebuilder = ({ tell, whileClosed, ...parts }: RebuilderParts): Rebuilder => {
  let shown: LibraryRebuild | null = null;
  let controller = new AbortController();
  let current: Promise<void> | null = null;

  const show = (state: LibraryRebuild | null): void => {
    shown = state;
    tell();
  };

  const carryOut = async (signal: AbortSignal): Promise<void> => {
    let so = begun;
    let told = 0;
    const progress = {
      signal,
      tell: (done: number, total: number): void => {
        so = { ...so, done, total };
        if (done < total && Date.now() - told < toldEvery) return;
        told = Date.now();
        show(so);
      },
    };
    show(so);
    try {
      const result = await whileClosed(() => rebuildIndex(parts, progress));
      show({ ...so, state: 'done', result });
    } catch (error) {
      show(signal.aborted ? { ...so, state: 'stopped' } : { ...so, state: 'failed', error: toAppError(error) });
    }
  };

  const stop = async (): Promise<void> => {
    controller.abort(cancelled());
    await current;
  };

  return {
    state: () => shown,
    start: () => {
      if (current !== null) throw new Failure({ code: 'library-busy', message: sentence('rebuild.going-on'), what: parts.usual.library });
      controller = new AbortController();
      current = carryOut(controller.signal).finally(() => {
        current = null;
      });
    },
    stop: async () => {
      if (current === null) show(null);
      else await stop();
    },
    close: stop,
  };
};
