import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../contract/failure.ts';
import type { LibraryMove } from '../../contract/places.ts';
import { type Lock, takeWhole } from '../../store/lock.ts';
import { cancelled } from '../abort.ts';
import { toAppError } from '../errors.ts';
import { type Home, withLibrary } from '../home.ts';
import { type Stand, copyLibrary, readCopied, removeCopied } from './copy-library.ts';
import type { Disk } from './durable-write.ts';
import { checkTarget } from './move-target.ts';
import { readPlace, writePlace } from './place.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

type MoverParts = Readonly<{
  /** With the library in its usual place. */
  usual: Home;
  appFolder: string;
  disk: Disk;
  /** Every stand of a move; null: there is none any more. */
  tell: (move: LibraryMove | null) => void;
  /** Does the work while nothing of this process has the library open. */
  whileClosed: <T>(work: () => Promise<T>) => Promise<T>;
}>;

/**
 * Moves the library: copies every file and reads it back while all goes on, catches up with the rest while nobody has it open, switches
 * in one durable write, and removes what was copied from the old folder. Cut off at any moment, the library is whole in the one folder or the other.
 */
export type Mover = Readonly<{
  move: () => LibraryMove | null;
  /** Whether files are being copied or removed right now. */
  isMoving: () => boolean;
  /** Begins, or goes on with a move to the same folder. Throws a `Failure` where that folder cannot be. */
  start: (to: string) => Promise<void>;
  /** Gives up what has not switched yet, and removes the copies. */
  stop: () => Promise<void>;
  /** At start: finishes the clearing of an old folder; a copy that was cut off waits for a person. */
  recover: () => void;
  /** Resolves when nothing is under way. */
  settled: () => Promise<void>;
  /** Cuts off what is under way; it can go on later. */
  close: () => Promise<void>;
}>;

const toldEvery = 200;
/** How long others (a command in a terminal) may take to be done with the library. */
const patience = 5_000;

export const createMover = ({ usual, appFolder, disk, tell, whileClosed }: MoverParts): Mover => {
  let shown: LibraryMove | null = null;
  let controller = new AbortController();
  let current: Promise<void> | null = null;
  let told = 0;

  const show = (move: LibraryMove | null): void => {
    if (move !== null && shown?.state === move.state && move.files < move.total && Date.now() - told < toldEvery) return;
    told = Date.now();
    shown = move;
    tell(move);
  };

  const wholeLibrary = async (): Promise<Lock> => {
    for (let waited = 0; waited <= patience; waited += 100) {
      const lock = takeWhole(usual.libraryLock);
      if (lock !== null) return lock;
      controller.signal.throwIfAborted();
      await sleep(100);
    }
    const message = sentence('move.command-running');
    throw new Failure({ code: 'library-busy', message, what: usual.data });
  };

  const copy = async (from: string, to: string, state: 'copying' | 'switching'): Promise<Stand> => {
    let stand: Stand = { files: 0, total: 0 };
    for await (stand of copyLibrary(from, to, usual.copied, disk, controller.signal)) show({ from, to, state, ...stand, error: null });
    return stand;
  };

  const clear = async (from: string, to: string): Promise<void> => {
    const copied = await readCopied(usual.copied);
    for await (const files of removeCopied(from, copied.values(), 'source'))
      show({ from, to, state: 'clearing', files, total: copied.size, error: null });
    await writePlace(usual, { version: 1, library: to, move: null }, disk);
    await rm(usual.copied, { force: true });
    show(null);
  };

  const carryOut = async (from: string, to: string): Promise<void> => {
    await copy(from, to, 'copying');
    await whileClosed(async () => {
      const lock = await wholeLibrary();
      try {
        // what has come since
        await copy(from, to, 'switching');
        controller.signal.throwIfAborted();
        await writePlace(usual, { version: 1, library: to, move: { phase: 'clear', other: from } }, disk);
      } finally {
        lock.release();
      }
    });
    await clear(from, to);
  };

  const under = (work: Promise<void>, from: string, to: string): Promise<void> => {
    const ended = work
      .catch((error: unknown) => {
        const state = controller.signal.aborted ? 'interrupted' : 'failed';
        show({ from, to, files: 0, total: 0, ...shown, state, error: state === 'failed' ? toAppError(error) : null });
      })
      .finally(() => {
        current = null;
      });
    current = ended;
    return ended;
  };

  return {
    move: () => shown,
    isMoving: () => current !== null,
    start: async (to) => {
      if (current !== null) throw new Failure({ code: 'library-busy', message: sentence('move.going-on'), what: shown?.to ?? to });
      const { library, move } = readPlace(usual);
      const begun = move !== null && move.phase === 'copy';
      if (begun && move.other !== to) {
        const message = sentence('move.begun', { to: move.other });
        throw new Failure({ code: 'not-allowed', message, what: move.other });
      }
      if (move?.phase === 'clear') {
        await under(clear(move.other, library), move.other, library);
      }
      controller = new AbortController();
      if (!begun) {
        await rm(usual.copied, { force: true });
        // there is none before the first picture
        await disk.mkdir(library);
      }
      await checkTarget(withLibrary(usual, library), to, { appFolder, disk, how: begun ? 'begun' : 'new' });
      await writePlace(usual, { version: 1, library, move: { phase: 'copy', other: to } }, disk);
      void under(carryOut(library, to), library, to);
    },
    stop: async () => {
      controller.abort(cancelled());
      await current;
      const { library, move } = readPlace(usual);
      // once it has switched there is nothing to go back to
      if (move?.phase !== 'copy') return;
      const copied = await readCopied(usual.copied);
      for await (const _ of removeCopied(move.other, copied.values(), 'target'));
      await writePlace(usual, { version: 1, library, move: null }, disk);
      await rm(usual.copied, { force: true });
      show(null);
    },
    recover: () => {
      const { library, move } = readPlace(usual);
      if (move?.phase === 'clear') void under(clear(move.other, library), move.other, library);
      if (move?.phase === 'copy') show({ from: library, to: move.other, state: 'interrupted', files: 0, total: 0, error: null });
    },
    settled: async () => {
      while (current !== null) await current;
    },
    close: async () => {
      controller.abort(cancelled());
      await current;
    },
  };
};
