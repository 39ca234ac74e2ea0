import { z } from 'zod';
import type { Listing } from '../contract/order.ts';
import type { Store } from './open.ts';
import { type Query, sql, tuples } from './sql.ts';

/** The whole library by time, a row a day with the ids packed: apart, so that its plan can be tested. The ids of a day are in the order in which the index has them. */
export const wholeQuery = (sort: 'newest' | 'oldest'): Query =>
  sort === 'newest'
    ? sql`SELECT day, count(*), group_concat(id, '') FROM (
            SELECT day, id FROM images WHERE deleted_at IS NULL ORDER BY day DESC, created_at DESC, id DESC
          ) GROUP BY day ORDER BY day DESC`
    : sql`SELECT day, count(*), group_concat(id, '') FROM (
            SELECT day, id FROM images WHERE deleted_at IS NULL ORDER BY day, created_at, id
          ) GROUP BY day ORDER BY day`;

const Days = z.array(z.tuple([z.int(), z.int(), z.string()]));

/** The list that a window opens with, put together by SQLite: nothing has to be read before it. */
export const listWhole = (db: Store, sort: 'newest' | 'oldest'): Listing => {
  const days = Days.parse(tuples(db, wholeQuery(sort)));
  return { count: days.reduce((sum, [, count]) => sum + count, 0), sections: days.map(([day, , ids]) => ({ day, ids })) };
};
