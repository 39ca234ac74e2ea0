import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { LibraryRebuild } from '../../contract/places.ts';
import { openCatalogue } from '../../store/catalogue.ts';
import { type Lock, takeWhole } from '../../store/lock.ts';
import { type Store, openStore } from '../../store/open.ts';
import { unlogAll } from '../../store/order-log.ts';
import { beginRebuild, removeStore } from '../../store/rebuilding.ts';
import { type Home, withLibrary } from '../home.ts';
import { type Disk, syncFolder } from './durable-write.ts';
import { createOrderLog } from './order-log.ts';
import { readPlace } from './place.ts';
import { type Progress, reconcile } from './reconcile.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

export type Rebuilt = NonNullable<LibraryRebuild['result']>;
export type RebuildParts = Readonly<{
  /** With the library in its usual place. */ usual: Home;
  appFolder: string;
  disk: Disk;
  clock: () => number;
}>;

/** What was done to pictures and is only in the old index goes into the log beside them. */
const saveOrder = async (home: Home, disk: Disk, clock: () => number): Promise<void> => {
  if (!existsSync(home.store)) return;
  let db: Store;
  try {
    db = openStore(home.store);
  } catch {
    // it is said by what is made of it: what was in the log before is still there
    return;
  }
  const log = createOrderLog({ home, db, disk, clock });
  unlogAll(db);
  await log.flush();
  await log.flushLists();
  db.close();
};

const alone = (usual: Home): Lock => {
  const lock = takeWhole(usual.libraryLock);
  if (lock !== null) return lock;
  const message = sentence('library.in-use');
  throw new Failure({ code: 'library-busy', message, what: usual.data });
};

/**
 * Makes the index anew from the pictures' files, beside the old one, which is moved into `backups/` when the new one is whole: where it is stopped or
 * fails, all is as it was. Prompt log, runs, grids and what is known of models are taken over where the old one can be read; ratings, tags
 * and collections come from the log beside the pictures. Throws a `Failure` where anybody else has the library open.
 */
export const rebuildIndex = async ({ usual, appFolder, disk, clock }: RebuildParts, progress: Progress): Promise<Rebuilt> => {
  const lock = alone(usual);
  const home = withLibrary(usual, readPlace(usual).library);
  const making = join(dirname(home.store), 'rebuilding.sqlite');
  try {
    if (!existsSync(home.library))
      throw new Failure({ code: 'not-found', message: sentence('library.no-folder', { place: home.library }), what: home.library });
    await mkdir(dirname(home.store), { recursive: true });
    await saveOrder(home, disk, clock);
    const { db, lost, finish } = beginRebuild(home.store, making);
    try {
      const orderLog = createOrderLog({ home, db, disk, clock });
      const catalogue = openCatalogue(db, clock);
      const context = { home, appFolder, db, catalogue, orderLog, disk, clock, publish: () => undefined, newId: randomUUID };
      const { indexed, unread } = await reconcile(context, progress);
      // what was read from the log is in it
      db.exec('DELETE FROM order_unlogged');
      finish();
      return { pictures: indexed.length, unread: [...unread], backup: await swap(home, making, disk, clock()), lost };
    } finally {
      db.close();
    }
  } finally {
    removeStore(making);
    lock.release();
  }
};

/** Puts the new index in the place of the old one, which goes into `backups/`. Cut off between the two, the next start reads the files. */
const swap = async ({ store }: Home, making: string, disk: Disk, now: number): Promise<string | null> => {
  const folder = join(dirname(store), 'backups');
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const backup = existsSync(store) ? join(folder, `${basename(store, '.sqlite')}-before-rebuild-${stamp}.sqlite`) : null;
  if (backup !== null) {
    await mkdir(folder, { recursive: true });
    // what SQLite keeps beside a store belongs to it
    for (const ending of ['-wal', '-shm', '']) if (existsSync(`${store}${ending}`)) await rename(`${store}${ending}`, `${backup}${ending}`);
    await syncFolder(folder, disk);
  }
  await rename(making, store);
  await syncFolder(dirname(store), disk);
  return backup;
};
