import { expect, it } from 'vitest';
import { findActions } from './find-actions.ts';

const all = [
  {
    group: 'Library',
    actions: [
      { id: 'add', label: 'Add to a collection' },
      { id: 'rate', label: 'Rate' },
    ],
  },
  { group: 'Go', actions: [{ id: 'settings', label: 'Settings' }] },
];
const found = (query: string): readonly string[] =>
  findActions(query, all).flatMap((one) => ('actions' in one ? one.actions.map(({ id }) => id) : [one.id]));

it.each([
  ['', ['add', 'rate', 'settings']],
  ['add to collection', ['add']],
  ['COLLECTION add', ['add']],
  ['collection rate', []],
  ['at', ['rate']],
])('finds commands by their words, in any order: “%s”', (query, ids) => {
  expect(found(query)).toEqual(ids);
});

it('leaves out groups of which nothing is left', () => {
  expect(findActions('rate', all)).toHaveLength(1);
});
