import { z } from 'zod';
import { SavedSearch } from '../contract/order.ts';
import { LibraryQuery } from '../contract/query/library-query.ts';
import type { Store } from './open.ts';
import { json } from './rows.ts';
import { all, run, sql } from './sql.ts';

const Row = z.object({ name: z.string(), query: json.pipe(LibraryQuery) });

/** Saved searches by name. */
export const listSearches = (db: Store): SavedSearch[] => z.array(Row).parse(all(db, sql`SELECT name, query FROM searches ORDER BY name`));

export const saveSearch = (db: Store, { name, query }: SavedSearch, now: number): void => {
  run(
    db,
    sql`INSERT INTO searches (name, query, created_at) VALUES (${name}, ${JSON.stringify(query)}, ${now})
        ON CONFLICT (name) DO UPDATE SET query = excluded.query`,
  );
};

export const removeSearch = (db: Store, name: string): void => {
  run(db, sql`DELETE FROM searches WHERE name = ${name}`);
};
