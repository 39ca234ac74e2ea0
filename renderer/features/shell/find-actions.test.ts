import { expect, it } from 'vitest';
import { findActions } from './find-actions.ts';

const all = [
  {
    group: 'Library',
    actions: [
      { id: 'add', label: 'Add to a collection' },
      { id: 'text', label: 'Copy settings as text' },
      { id: 'rate', label: 'Rate' },
      { id: 'export', label: 'Export' },
    ],
  },
  {
    group: 'Go',
    actions: [
      { id: 'settings', label: 'Settings' },
      { id: 'library', label: 'الذهاب إلى المكتبة' },
    ],
  },
];
const found = (query: string): readonly string[] =>
  findActions(query, all).flatMap((one) => ('actions' in one ? one.actions.map(({ id }) => id) : [one.id]));

it.each([
  ['', ['add', 'text', 'rate', 'export', 'settings', 'library']],
  ['add to collection', ['add']],
  ['COLLECTION add', ['add']],
  ['collection rate', []],
  ['at', ['rate']],
  ['to collection:', ['add']],
])('finds commands by their words, in any order: “%s”', (query, ids) => {
  expect(found(query)).toEqual(ids);
});

it.each([
  ['ex', ['export', 'text']],
  ['set', ['settings', 'text']],
  ['إلى', ['library']],
])('what begins with what was typed comes first, then what has such a word: “%s”', (query, ids) => {
  expect(found(query)).toEqual(ids);
});

it('leaves out groups of which nothing is left', () => {
  expect(findActions('rate', all)).toHaveLength(1);
});
