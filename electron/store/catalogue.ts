import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import type { ImageId } from '../contract/ids.ts';
import { type Facets, type Listing, type Selection, packIds } from '../contract/order.ts';
import type { Term } from '../contract/query/fields.ts';
import { type LibraryQuery, collectionOf, isWhole, readQuery } from '../contract/query/library-query.ts';
import { problemText } from '../contract/query/problems.ts';
import { dayNumber } from '../contract/query/days.ts';
import { countFacets } from './facets.ts';
import { createColumns, type ImageColumns } from './image-columns.ts';
import { createGroups, type ImageGroups } from './image-groups.ts';
import { createOrder, type ImageOrder } from './image-order.ts';
import { nameKey } from './names.ts';
import type { Store } from './open.ts';
import { type RowsQuery, rowsQueries } from './query-sql.ts';
import { type Query, column, sql } from './sql.ts';
import { watchWrites } from './touched.ts';
import { listWhole } from './whole-listing.ts';

/** Answers library queries: which pictures SQL finds by index, in an order and counted by columns that are kept in memory and kept true. */
export type Catalogue = Readonly<{
  /** Row numbers of `images` in the order of the query. Throws a `Failure` with the place where the query makes no sense. */
  rows: (query: LibraryQuery) => number[];
  ids: (query: LibraryQuery) => ImageId[];
  list: (query: LibraryQuery) => Listing;
  facets: (query: LibraryQuery) => Facets;
  /** Row numbers of a selection, without those that are no longer in the library. */
  selected: (selection: Selection) => number[];
  /** Reads what searches and counts are made of, in slices between which others have their turn; at once where it is read already. */
  warmUp: () => Promise<void>;
}>;

type Entry = readonly [row: number, id: ImageId, day: number, createdAt: number];
type Found = Readonly<{ key: string; terms: readonly Term[]; entries: readonly Entry[] }>;

/** Lists of this many queries are remembered until something is written. */
const remembered = 4;

/** Warming up reads `slice` rows in one go: a few milliseconds. */
export const openCatalogue = (db: Store, clock: () => number, slice = 2_000): Catalogue => {
  const writes = watchWrites(db);
  let order: ImageOrder | null = null;
  let columns: ImageColumns | null = null;
  let tags: ImageGroups | null = null;
  let collections: ImageGroups | null = null;
  let known: Found[] = [];

  const refresh = (): void => {
    const touched = writes.take();
    if (touched.all) {
      [order, columns, tags, collections, known] = [null, null, null, null, []];
      return;
    }
    if (touched.images.size > 0) {
      order?.refresh(touched.images);
      columns?.refresh(touched.images);
    }
    if (touched.tags.size > 0) tags?.refresh(touched.tags);
    if (touched.collections.size > 0) collections?.refresh(touched.collections);
    if (touched.images.size + touched.tags.size + touched.collections.size > 0) known = [];
  };

  const termsOf = (query: LibraryQuery): readonly Term[] => {
    const read = readQuery(query, clock());
    if (read.ok) return read.terms;
    throw new Failure({ code: 'bad-input', message: read.problems.map(problemText).join(' '), what: 'query.text' });
  };

  const sorted = (entries: readonly Entry[], sort: LibraryQuery['sort'], terms: readonly Term[]): readonly Entry[] => {
    switch (sort) {
      case 'oldest':
        return entries;
      case 'newest':
        return entries.toReversed();
      case 'rating': {
        const { codes, values } = (columns ??= createColumns(db, slice)).column('rating');
        const byRating: Entry[][] = [[], [], [], [], [], []];
        for (const entry of entries) byRating[Number(values[codes[entry[0]]!])]!.push(entry);
        return byRating.flat().toReversed();
      }
      case 'added': {
        const byRow = new Map(entries.map((entry) => [entry[0], entry]));
        const key = nameKey(collectionOf(terms) ?? '');
        const rows = column(
          db,
          sql`SELECT image FROM collection_images WHERE collection = (SELECT id FROM collections WHERE key = ${key}) ORDER BY position`,
        );
        return rows.map((row) => byRow.get(Number(row))).filter((entry) => entry !== undefined);
      }
    }
  };

  const find = (query: LibraryQuery): Found => {
    refresh();
    const key = JSON.stringify([query, dayNumber(new Date(clock()))]);
    const again = known.find((found) => found.key === key);
    if (again !== undefined) return again;
    const terms = termsOf(query);
    const all = (order ??= createOrder(db, slice)).sorted();
    const found: Found = {
      key,
      terms,
      entries: sorted(terms.length === 0 ? all : among(db, all, rowsQueries(terms)), query.sort, terms),
    };
    known = [found, ...known].slice(0, remembered);
    return found;
  };

  const ids = (query: LibraryQuery): ImageId[] => find(query).entries.map(([, id]) => id);
  const counted = (): { columns: ImageColumns; tags: ImageGroups; collections: ImageGroups } => {
    refresh();
    return {
      columns: (columns ??= createColumns(db, slice)),
      tags: (tags ??= createGroups(db, 'tag', slice)),
      collections: (collections ??= createGroups(db, 'collection', slice)),
    };
  };

  /** Reads the next slice of what is not whole yet; answers whether there was one. */
  const fill = (): boolean => {
    const parts = counted();
    return [(order ??= createOrder(db, slice)), parts.columns, parts.tags, parts.collections].some((part) => part.fill());
  };

  return {
    ids,
    rows: (query) => find(query).entries.map(([row]) => row),
    list: (query) => {
      if (isWhole(query)) return listWhole(db, query.sort);
      const { entries } = find(query);
      return { count: entries.length, sections: query.sort === 'newest' || query.sort === 'oldest' ? byDay(entries) : whole(entries) };
    },
    facets: (query) => {
      const { entries } = find(query);
      return countFacets(
        entries.map(([row]) => row),
        counted(),
      );
    },
    selected: (selection) => {
      if ('query' in selection) return find(selection.query).entries.map(([row]) => row);
      const wanted = JSON.stringify(selection.ids);
      const rows = column(db, sql`SELECT row FROM images WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(${wanted}))`);
      return rows.map(Number);
    },
    warmUp: async () => {
      while (fill()) await setImmediate();
    },
  };
};

/** Those of `all`, in its order, that every question answers with, and no negated one. */
const among = (db: Store, all: readonly Entry[], questions: readonly RowsQuery[]): readonly Entry[] => {
  const marks = new Uint32Array(all.reduce((most, [row]) => Math.max(most, row), 0) + 1);
  const wanted = questions.filter(({ negated }) => !negated);
  for (const { rows } of wanted) for (const row of numbers(db, rows)) marks[row]! += 1;
  for (const { rows, negated } of questions) if (negated) for (const row of numbers(db, rows)) marks[row] = never;
  return all.filter(([row]) => marks[row] === wanted.length);
};

/** More than there are questions. */
const never = 2 ** 32 - 1;
// the table is STRICT: what it calls an integer is one
const numbers = (db: Store, query: Query): number[] => z.custom<number[]>(Array.isArray).parse(column(db, query));

const whole = (entries: readonly Entry[]): Listing['sections'] =>
  entries.length === 0 ? [] : [{ day: null, ids: packIds(entries.map(([, id]) => id)) }];

const byDay = (entries: readonly Entry[]): Listing['sections'] => {
  const sections: Listing['sections'] = [];
  for (let from = 0; from < entries.length; ) {
    const day = entries[from]![2];
    let to = from + 1;
    while (to < entries.length && entries[to]![2] === day) to += 1;
    sections.push({ day, ids: packIds(entries.slice(from, to).map(([, id]) => id)) });
    from = to;
  }
  return sections;
};
