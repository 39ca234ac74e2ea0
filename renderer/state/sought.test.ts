import { expect, it } from 'vitest';
import { sought, switched } from './sought.ts';

const newest = { query: { text: '', sort: 'newest' }, byMeaning: false } as const;

it('has the most alike first as long as it asks what pictures show, and no longer', () => {
  const cats = sought(newest, { text: '~a cat' });
  expect(cats).toEqual({ query: { text: '~a cat', sort: 'likeness' }, byMeaning: true });
  // an order that a person chose stays
  const rated = sought(cats, { sort: 'rating' });
  expect(sought(rated, { text: '~a cat in snow' }).query.sort).toBe('rating');
  expect(sought(cats, { text: '' })).toEqual({ query: { text: '', sort: 'newest' }, byMeaning: true });
  expect(sought(cats, { text: 'cat' })).toEqual({ query: { text: 'cat', sort: 'newest' }, byMeaning: false });
  expect(sought(cats, { text: 'like:0f3c9a1e-0000-4000-8000-00000000000a' }).query.sort).toBe('likeness');
});

it('takes the same words the other way', () => {
  const words = sought(newest, { text: 'a cat rating>=4' });
  const shown = switched(words, true);
  expect(shown).toEqual({ query: { text: '~a cat rating>=4', sort: 'likeness' }, byMeaning: true });
  expect(switched(shown, false)).toEqual({ query: { text: 'a cat rating>=4', sort: 'newest' }, byMeaning: false });
  expect(switched(newest, true)).toEqual({ ...newest, byMeaning: true });
});
