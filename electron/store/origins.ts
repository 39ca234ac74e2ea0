import type { Origin } from '../contract/origin.ts';
import type { Store } from './open.ts';
import { run, sql } from './sql.ts';

/** Remembers what a file from elsewhere says. By content: the same bytes say the same, wherever they lie. */
export const insertOrigin = (db: Store, sha256: string, origin: Origin): void => {
  run(db, sql`INSERT OR REPLACE INTO origins (sha256, origin) VALUES (${sha256}, ${JSON.stringify(origin)})`);
};
