import { z } from 'zod';
import type { Store } from './open.ts';
import { type Query, all, column, sql } from './sql.ts';

/** Row numbers of the pictures of every tag, or of every collection, in memory. */
export type ImageGroups = Readonly<{
  /** Reads the next slice; answers whether there was one. */
  fill: () => boolean;
  groups: () => ReadonlyMap<number, Readonly<{ name: string; rows: Uint32Array }>>;
  /** Reads these tags or collections again; null is all of them. */
  refresh: (ids: ReadonlySet<number> | null) => void;
}>;

const tables = {
  tag: { names: sql`SELECT id, name FROM tags`, rows: (id: number): Query => sql`SELECT image FROM image_tags WHERE tag = ${id}` },
  collection: {
    names: sql`SELECT id, name FROM collections`,
    rows: (id: number): Query => sql`SELECT image FROM collection_images WHERE collection = ${id} ORDER BY position`,
  },
} as const;

/** Asking costs as much as reading this many rows. */
const perQuestion = 50;

const Names = z.array(z.object({ id: z.int(), name: z.string() }));

/** About `slice` rows are read in one go. */
export const createGroups = (db: Store, kind: 'tag' | 'collection', slice: number): ImageGroups => {
  const { names, rows } = tables[kind];
  const groups = new Map<number, Readonly<{ name: string; rows: Uint32Array }>>();
  let waiting: Readonly<{ id: number; name: string }>[] = [];
  const refresh = (ids: ReadonlySet<number> | null): void => {
    const named = Names.parse(all(db, names));
    const known = new Set(named.map(({ id }) => id));
    for (const id of groups.keys()) if (!known.has(id)) groups.delete(id);
    const before = new Set(waiting.map(({ id }) => id));
    waiting = named.filter(({ id }) => before.has(id) || !groups.has(id) || ids === null || ids.has(id));
  };
  const fill = (): boolean => {
    if (waiting.length === 0) return false;
    for (let taken = 0; taken < slice; ) {
      const next = waiting.pop();
      if (next === undefined) break;
      const found = Uint32Array.from(z.custom<number[]>(Array.isArray).parse(column(db, rows(next.id))));
      groups.set(next.id, { name: next.name, rows: found });
      taken += found.length + perQuestion;
    }
    return true;
  };
  refresh(null);
  return {
    fill,
    groups: () => {
      while (fill());
      return groups;
    },
    refresh,
  };
};
