import { z } from 'zod';
import type { Image } from '../../contract/records.ts';
import { imagesByIds, newImageIds } from '../../store/images.ts';
import { first, sql } from '../../store/sql.ts';
import type { Store } from '../../store/open.ts';
import { storageError } from '../errors.ts';

const every = 1_000;

const versionOf = (db: Store): number => z.number().parse(db.pragma('data_version', { simple: true }));
const lastRow = (db: Store): number =>
  z.object({ last: z.int() }).parse(first(db, sql`SELECT coalesce(max(row), 0) AS last FROM images`)).last;

/** Notices pictures that another process (the command line) put into the same library. `stop` ends it. */
export const watchLibrary = (db: Store, found: (images: Image[]) => void): { stop: () => void } => {
  let version = versionOf(db);
  let seen = lastRow(db);
  const look = (): void => {
    const now = versionOf(db);
    // counts only the commits of others
    if (now !== version) {
      const images = imagesByIds(db, newImageIds(db, seen));
      version = now;
      if (images.length > 0) found(images);
    }
    seen = lastRow(db);
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      // a store that is busy or out of reach for a moment is asked again
      if (storageError(error) === null) throw error;
    }
  }, every);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};
