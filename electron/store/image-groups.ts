import { z } from 'zod';
import type { Store } from './open.ts';
import { type Query, all, column, sql } from './sql.ts';

/** Row numbers of the pictures of every tag, or of every collection, in memory. */
export type ImageGroups = Readonly<{
  groups: () => ReadonlyMap<number, Readonly<{ name: string; rows: Uint32Array }>>;
  refresh: (ids: ReadonlySet<number>) => void;
}>;

const tables = {
  tag: { names: sql`SELECT id, name FROM tags`, rows: (id: number): Query => sql`SELECT image FROM image_tags WHERE tag = ${id}` },
  collection: {
    names: sql`SELECT id, name FROM collections`,
    rows: (id: number): Query => sql`SELECT image FROM collection_images WHERE collection = ${id} ORDER BY position`,
  },
} as const;

const Names = z.array(z.object({ id: z.int(), name: z.string() }));

export const loadGroups = (db: Store, kind: 'tag' | 'collection'): ImageGroups => {
  const { names, rows } = tables[kind];
  const groups = new Map<number, Readonly<{ name: string; rows: Uint32Array }>>();
  const refresh = (ids: ReadonlySet<number> | null): void => {
    const named = new Map(Names.parse(all(db, names)).map(({ id, name }) => [id, name]));
    for (const id of groups.keys()) if (!named.has(id)) groups.delete(id);
    for (const [id, name] of named) {
      const known = groups.get(id);
      if (known !== undefined && ids !== null && !ids.has(id)) continue;
      groups.set(id, { name, rows: Uint32Array.from(z.custom<number[]>(Array.isArray).parse(column(db, rows(id)))) });
    }
  };
  refresh(null);
  return { groups: () => groups, refresh };
};
