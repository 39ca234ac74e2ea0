import type { Database } from 'better-sqlite3';

/** One step of the store's shape. `up` runs inside a transaction; it never changes once it is released. */
export type Migration = Readonly<{ version: number; name: string; up: (db: Database) => void }>;
