import { asMeaning, asWords, beginsByMeaning } from '../../electron/contract/query/edit.ts';
import { type LibraryQuery, usualSort } from '../../electron/contract/query/library-query.ts';

/** What the library shows, and how plain words in its search box are meant. */
export type Sought = Readonly<{ query: LibraryQuery; byMeaning: boolean }>;

const isAbout = (text: string): boolean => usualSort(text) === 'likeness';

/** The next query: where it begins to ask what pictures show the most alike come first, and where it ends to, the newest do. */
export const sought = ({ query, byMeaning }: Sought, change: Partial<LibraryQuery>): Sought => {
  const next = { ...query, ...change };
  const [was, is] = [isAbout(query.text), isAbout(next.text)];
  const sort = change.sort ?? (is && !was ? 'likeness' : !is && next.sort === 'likeness' ? 'newest' : next.sort);
  return { query: { ...next, sort }, byMeaning: beginsByMeaning(next.text) ?? byMeaning };
};

/** The same words meant the other way. */
export const switched = (before: Sought, byMeaning: boolean): Sought => {
  const { text } = before.query;
  return { ...sought(before, { text: byMeaning ? asMeaning(text) : asWords(text) }), byMeaning };
};
