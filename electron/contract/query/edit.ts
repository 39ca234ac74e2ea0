import { tokenise } from './tokens.ts';
import type { QueryField } from './fields.ts';

/** A value as it can stand in a query: in quotation marks unless it is plain. */
export const quoteValue = (value: string): string =>
  /^[\p{L}\p{N}._/@+-]+$/u.test(value) && value.toLowerCase() !== 'none' ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** `tag:sea`, `prompt="a red balloon"`. */
export const termOf = (field: QueryField, value: string | number, operator: ':' | '=' = ':'): string =>
  `${field}${operator}${typeof value === 'number' ? value : quoteValue(value)}`;

const sameTerm = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Whether this very term stands in the query. */
export const hasTerm = (text: string, term: string): boolean =>
  tokenise(text).tokens.some(({ from, to }) => sameTerm(text.slice(from, to), term));

/** Takes the term out of the query where it is there, otherwise adds it. */
export const toggleTerm = (text: string, term: string): string => {
  const kept = tokenise(text).tokens.map(({ from, to }) => text.slice(from, to));
  const without = kept.filter((one) => !sameTerm(one, term));
  return (without.length < kept.length ? without : [...kept, term]).join(' ');
};
