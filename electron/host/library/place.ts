import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../../contract/failure.ts';
import { type Lock, takeShare } from '../../store/lock.ts';
import { type Home, withLibrary } from '../home.ts';
import { type Disk, writeDurably } from './durable-write.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** `library` is the one truth about where the library lies: a move is over with the write that changes it. */
const Place = z.strictObject({
  version: z.literal(1),
  library: z.string(),
  /** `copy`: the other folder is being filled. `clear`: what was copied from the other folder is being removed there. */
  move: z.strictObject({ phase: z.enum(['copy', 'clear']), other: z.string() }).nullable(),
});
export type Place = z.output<typeof Place>;

/** Where the library of a home lies; the usual folder where it was never moved. Throws a `Failure` where that cannot be read: another library must not be opened in its place. */
export const readPlace = (home: Home): Place => {
  if (!existsSync(home.place)) return { version: 1, library: home.library, move: null };
  try {
    return Place.parse(JSON.parse(readFileSync(home.place, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new Failure({
      code: 'damaged',
      message: sentence('place.unreadable', { place: home.place, reason, library: home.library }),
      what: home.place,
    });
  }
};

export const writePlace = (home: Home, place: Place, disk: Disk): Promise<void> =>
  writeDurably(home.place, Buffer.from(`${JSON.stringify(place, null, 2)}\n`), disk);

/** Takes part in the library, wherever it lies now; nobody can move it away before `release`. */
export const enterLibrary = (usual: Home): Lock & { home: Home } => {
  const lock = takeShare(usual.libraryLock);
  if (lock === null) {
    throw new Failure({
      code: 'library-busy',
      message: sentence('place.moving'),
      what: usual.data,
    });
  }
  try {
    const { library } = readPlace(usual);
    if (library !== usual.library && !existsSync(library)) {
      throw new Failure({
        code: 'not-found',
        message: sentence('place.gone', { library, place: usual.place }),
        what: library,
      });
    }
    return { release: lock.release, home: withLibrary(usual, library) };
  } catch (error) {
    lock.release();
    throw error;
  }
};
