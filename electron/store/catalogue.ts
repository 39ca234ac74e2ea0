import { setImmediate } from 'node:timers/promises';
import { Failure } from '../contract/failure.ts';
import type { ImageId } from '../contract/ids.ts';
import { type Facets, type Listing, type Selection, packIds } from '../contract/order.ts';
import { dayNumber } from '../contract/query/days.ts';
import type { LikeTerm, Term } from '../contract/query/fields.ts';
import { type LibraryQuery, collectionOf, isWhole, likeTerms, mostLike, readQuery } from '../contract/query/library-query.ts';
import { problemText } from '../contract/query/problems.ts';
import { countFacets } from './facets.ts';
import { createColumns } from './image-columns.ts';
import { createGroups } from './image-groups.ts';
import { createOrder } from './image-order.ts';
import { createPrompts } from './image-prompts.ts';
import { type ByRow, bestOf } from './likeness.ts';
import { marked } from './marked.ts';
import { nameKey } from './names.ts';
import type { Store } from './open.ts';
import { questionsOf } from './query-sql.ts';
import { column, numbers, sql } from './sql.ts';
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
  /** `warmUp`, and what a search by meaning or an order by fit asks for. Throws a `Failure` where there is none. */
  prepare: (query: LibraryQuery) => Promise<void>;
}>;

/** What pictures mean: known to whoever has a CLIP. */
export type Meanings = Readonly<{
  /** Makes ready what the terms ask for. Throws a `Failure`. */
  prepare: (terms: readonly LikeTerm[]) => Promise<void>;
  /** Of a term that was made ready. */
  scores: (term: LikeTerm) => ByRow;
  /** How well pictures fit their prompts. */
  fits: () => ByRow;
  /** Another number when more is known. */
  version: () => number;
}>;

const nothingKnown = new Float32Array(0);
const noMeanings: Meanings = {
  prepare: async () => undefined,
  scores: () => nothingKnown,
  fits: () => nothingKnown,
  version: () => 0,
};

/** What one query found, in its order; its counts once somebody asked for them. */
type Found = { readonly key: string; readonly rows: Uint32Array; facets: Facets | null };

/** Lists of this many queries are remembered until something is written. */
const remembered = 4;

/** Past this many changed pictures all are compared, which is quicker than asking for each. */
const manyRows = 500;

/** Warming up reads `slice` rows in one go: a few milliseconds. */
export const openCatalogue = (db: Store, clock: () => number, slice = 2_000, meanings: Meanings = noMeanings): Catalogue => {
  const writes = watchWrites(db);
  const order = createOrder(db, slice);
  const columns = createColumns(db, slice);
  const prompts = createPrompts(db, slice);
  const tags = createGroups(db, 'tag', slice);
  const collections = createGroups(db, 'collection', slice);
  const ofPictures = [order, columns, prompts];
  let known: Found[] = [];

  const refresh = (): void => {
    const { all, images, tags: changedTags, collections: changedCollections } = writes.take();
    if (!all && images.size + changedTags.size + changedCollections.size === 0) return;
    known = [];
    if (all || images.size > manyRows) {
      const present = numbers(db, sql`SELECT row FROM images WHERE deleted_at IS NULL`);
      for (const part of ofPictures) part.agree(present);
    } else if (images.size > 0) for (const part of ofPictures) part.refresh([...images]);
    if (all || changedTags.size > 0) tags.refresh(all ? null : changedTags);
    if (all || changedCollections.size > 0) collections.refresh(all ? null : changedCollections);
  };

  /** Reads the next slice of what is not whole yet; answers whether there was one. */
  const fill = (): boolean => {
    refresh();
    return [...ofPictures, tags, collections].some((part) => part.fill());
  };

  const termsOf = (query: LibraryQuery): readonly Term[] => {
    const read = readQuery(query, clock());
    if (read.ok) return read.terms;
    throw new Failure({ code: 'bad-input', message: read.problems.map(problemText).join(' '), what: 'query.text' });
  };

  /** Those that every question answers with, and no negated one, oldest first. */
  const meant = (terms: readonly Term[]): Uint32Array => {
    let left = order.rows();
    for (const { asks, query, negated } of questionsOf(terms)) {
      const marks = marked(numbers(db, query));
      left = keep(left, marks, negated ? 0 : 1, asks === 'prompts' ? prompts.prompts() : null);
    }
    return left;
  };

  /** Of what is meant, what is most like the `~` terms, the best first; null where there are none. */
  const likest = (oldest: Uint32Array, terms: readonly Term[]): Uint32Array | null => {
    const parts = likeTerms(terms).map((term) => ({ scores: meanings.scores(term), sign: term.negated ? (-1 as const) : (1 as const) }));
    return parts.length === 0 ? null : bestOf(oldest, parts, mostLike);
  };

  const sorted = (oldest: Uint32Array, sort: Exclude<LibraryQuery['sort'], 'likeness'>, terms: readonly Term[]): Uint32Array => {
    switch (sort) {
      case 'oldest':
        return oldest;
      case 'newest':
        return oldest.toReversed();
      case 'rating': {
        const { codes, values } = columns.column('rating');
        const byRating: number[][] = [[], [], [], [], [], []];
        for (const row of oldest) byRating[Number(values[codes[row]!])]!.push(row);
        return Uint32Array.from(byRating.flat()).reverse();
      }
      case 'fit': {
        const known = bestOf(oldest, [{ scores: meanings.fits(), sign: 1 }], oldest.length);
        const marks = marked(known);
        return Uint32Array.from([...known, ...oldest.filter((row) => marks[row] !== 1).reverse()]);
      }
      case 'added': {
        const marks = marked(oldest);
        const key = nameKey(collectionOf(terms) ?? '');
        const inCollection = sql`SELECT image FROM collection_images WHERE collection = (SELECT id FROM collections WHERE key = ${key}) ORDER BY position`;
        return Uint32Array.from(numbers(db, inCollection).filter((row) => marks[row] === 1));
      }
    }
  };

  const listed = (oldest: Uint32Array, sort: LibraryQuery['sort'], terms: readonly Term[]): Uint32Array => {
    const best = likest(oldest, terms);
    if (best === null) return sort === 'likeness' ? oldest : sorted(oldest, sort, terms);
    if (sort === 'likeness') return best;
    const marks = marked(best);
    return sorted(
      oldest.filter((row) => marks[row] === 1),
      sort,
      terms,
    );
  };

  const find = (query: LibraryQuery): Found => {
    refresh();
    const terms = termsOf(query);
    const learns = likeTerms(terms).length > 0 || query.sort === 'fit';
    const key = JSON.stringify([query, dayNumber(new Date(clock())), learns ? meanings.version() : 0]);
    const again = known.find((found) => found.key === key);
    if (again !== undefined) return again;
    const found: Found = { key, rows: listed(meant(terms), query.sort, terms), facets: null };
    known = [found, ...known].slice(0, remembered);
    return found;
  };

  const warmUp = async (): Promise<void> => {
    while (fill()) await setImmediate();
  };

  const idsOf = (rows: Uint32Array): ImageId[] => Array.from(rows, order.id);

  const byDay = (rows: Uint32Array): Listing['sections'] => {
    const sections: Listing['sections'] = [];
    for (let from = 0; from < rows.length; ) {
      const day = order.day(rows[from]!);
      let ids = '';
      for (; from < rows.length && order.day(rows[from]!) === day; from += 1) ids += order.id(rows[from]!);
      sections.push({ day, ids });
    }
    return sections;
  };

  return {
    ids: (query) => idsOf(find(query).rows),
    rows: (query) => [...find(query).rows],
    list: (query) => {
      if (isWhole(query) && !order.isWhole()) return listWhole(db, query.sort);
      const { rows } = find(query);
      if (query.sort === 'newest' || query.sort === 'oldest') return { count: rows.length, sections: byDay(rows) };
      return { count: rows.length, sections: rows.length === 0 ? [] : [{ day: null, ids: packIds(idsOf(rows)) }] };
    },
    facets: (query) => {
      const found = find(query);
      return (found.facets ??= countFacets(found.rows, { columns, tags, collections }));
    },
    selected: (selection) => {
      if ('query' in selection) return [...find(selection.query).rows];
      const wanted = JSON.stringify(selection.ids);
      const rows = column(db, sql`SELECT row FROM images WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(${wanted}))`);
      return rows.map(Number);
    },
    warmUp,
    prepare: async (query) => {
      await warmUp();
      const terms = likeTerms(termsOf(query));
      if (terms.length > 0 || query.sort === 'fit') await meanings.prepare(terms);
    },
  };
};

/** Rows whose mark, or that of what they are listed under in `by`, is `wanted`: plain loops, since a hundred thousand go through them. */
const keep = (rows: Uint32Array, marks: Uint8Array, wanted: 0 | 1, by: Uint32Array | null): Uint32Array => {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]!;
    const place = by === null ? row : by[row]!;
    if ((place < marks.length ? marks[place] : 0) === wanted) kept[count++] = row;
  }
  return kept.subarray(0, count);
};
