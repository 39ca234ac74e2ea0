import { z } from 'zod';
import { dayNumber } from './days.ts';
import type { LikeTerm, Term } from './fields.ts';
import { type ParsedQuery, parseQuery } from './parse.ts';

export const querySorts = ['newest', 'oldest', 'rating', 'fit', 'likeness', 'added'] as const;

/**
 * Which pictures, in which order. `text` is what a person types (`parseQuery`); `rating` is the best first and the newest among equals;
 * `added` is the order in which pictures came into the one collection that the text names, `likeness` how like they are to what its `~` terms
 * say, `fit` how well they fit their own prompts. A query with `~` terms finds at most `mostLike` pictures, in whatever order.
 */
export const LibraryQuery = z.strictObject({ text: z.string().max(10_000).default(''), sort: z.enum(querySorts).default('newest') });
export type LibraryQuery = z.output<typeof LibraryQuery>;

export const wholeLibrary: LibraryQuery = { text: '', sort: 'newest' };

/** Whether a query means every picture, by time. */
export const isWhole = (query: LibraryQuery): query is LibraryQuery & { sort: 'newest' | 'oldest' } =>
  query.text.trim() === '' && (query.sort === 'newest' || query.sort === 'oldest');

const collectionTerms = (terms: readonly Term[]): readonly Term[] =>
  terms.filter(
    (term) => term.kind === 'name' && term.field === 'collection' && !term.negated && term.any.length === 1 && term.any[0] !== null,
  );

/** A search by meaning has no end: everything is a little like everything. */
export const mostLike = 500;

export const likeTerms = (terms: readonly Term[]): readonly LikeTerm[] => terms.filter((term) => term.kind === 'like');

/** `parseQuery` and whether the order fits. `now` in milliseconds says what `today` is, in the time zone of this process. */
export const readQuery = ({ text, sort }: LibraryQuery, now: number): ParsedQuery => {
  const parsed = parseQuery(text, dayNumber(new Date(now)));
  if (!parsed.ok) return parsed;
  if (sort === 'likeness' && likeTerms(parsed.terms).length === 0) {
    return { ok: false, problems: [{ code: 'unlike', from: 0, to: text.length, word: 'likeness' }] };
  }
  if (sort !== 'added' || collectionTerms(parsed.terms).length === 1) return parsed;
  return { ok: false, problems: [{ code: 'unsorted', from: 0, to: text.length, word: 'added' }] };
};

/** Whether it takes a CLIP to answer: words ask what pictures show, or how well they fit their prompts. What cannot be read asks nothing. */
export const asksMeaning = ({ text, sort }: LibraryQuery): boolean => {
  const read = readQuery({ text, sort: 'newest' }, 0);
  return read.ok && (sort === 'fit' || likeTerms(read.terms).length > 0);
};

/** The order in which a text is looked at where nobody chose one: the most alike first where it asks what pictures show, else the newest. */
export const usualSort = (text: string): LibraryQuery['sort'] => (asksMeaning({ text, sort: 'newest' }) ? 'likeness' : 'newest');

/** The name of the collection whose order `added` follows. */
export const collectionOf = (terms: readonly Term[]): string | null => {
  const [term] = collectionTerms(terms);
  return term?.kind === 'name' ? (term.any[0]?.text ?? null) : null;
};
