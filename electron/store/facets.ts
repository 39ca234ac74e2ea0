import type { FacetName, Facets } from '../contract/order.ts';
import type { Column, ImageColumns } from './image-columns.ts';
import type { ImageGroups } from './image-groups.ts';
import { marked } from './marked.ts';

type Counts = Facets['facets'][FacetName];

/** A list longer than this helps nobody. */
const longest = 400;

/** Values that at least so many pictures have. */
const countColumn = (rows: Uint32Array, { codes, values }: Column, least = 1): Counts => {
  const counts = new Uint32Array(values.length);
  // seeds are as many as pictures: nothing is made for those that count for nothing
  for (let at = 0; at < rows.length; at += 1) counts[codes[rows[at]!]!]! += 1;
  const found: Counts = [];
  for (let code = 0; code < counts.length; code += 1)
    if (counts[code]! >= least) found.push({ value: values[code]!, count: counts[code]! });
  return found;
};

const mostFirst = (counts: Counts): Counts =>
  counts.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, longest);
const highestFirst = (counts: Counts): Counts => counts.toSorted((a, b) => (a.value < b.value ? 1 : -1)).slice(0, longest);

const countGroups = (marks: Uint8Array, { groups }: ImageGroups): Counts => {
  const found: Counts = [];
  for (const { name, rows } of groups().values()) {
    let count = 0;
    for (let at = 0; at < rows.length; at += 1) count += marks[rows[at]!] ?? 0;
    if (count > 0) found.push({ value: name, count });
  }
  return mostFirst(found);
};

const dated = (day: string): string => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;

const byMonth = (days: Counts): Counts => {
  const months = new Map<string, number>();
  for (const { value, count } of days) months.set(value.slice(0, 7), (months.get(value.slice(0, 7)) ?? 0) + count);
  return [...months].map(([value, count]) => ({ value, count }));
};

/** Counts pictures by everything that they can have in common. */
export const countFacets = (
  rows: Uint32Array,
  { columns, tags, collections }: { columns: ImageColumns; tags: ImageGroups; collections: ImageGroups },
): Facets => {
  const marks = marked(rows);
  const days = countColumn(rows, columns.column('day')).map(({ value, count }) => ({ value: dated(value), count }));
  return {
    count: rows.length,
    facets: {
      model: mostFirst(countColumn(rows, columns.column('model'))),
      sampler: mostFirst(countColumn(rows, columns.column('sampler'))),
      size: mostFirst(countColumn(rows, columns.column('size'))),
      rating: highestFirst(countColumn(rows, columns.column('rating'))),
      favourite: highestFirst(countColumn(rows, columns.column('favourite'))),
      tag: countGroups(marks, tags),
      collection: countGroups(marks, collections),
      month: highestFirst(byMonth(days)),
      day: highestFirst(days),
      seed: mostFirst(countColumn(rows, columns.column('seed'), 2)),
    },
  };
};
