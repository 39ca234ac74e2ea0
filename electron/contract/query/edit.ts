import { tokenise } from './tokens.ts';
import type { QueryField } from './fields.ts';

/** A value as it can stand in a query: in quotation marks unless it is plain. */
export const quoteValue = (value: string): string =>
  /^[\p{L}\p{N}._/@+-]+$/u.test(value) && value.toLowerCase() !== 'none' ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** `tag:sea`, `prompt="a red balloon"`. */
export const termOf = (field: QueryField, value: string | number, operator: ':' | '=' = ':'): string =>
  `${field}${operator}${typeof value === 'number' ? value : quoteValue(value)}`;

const startsWithWords = (text: string): boolean => {
  const [first] = tokenise(text).tokens;
  return first !== undefined && first.field === null && !first.negated;
};

/** The text with its first plain words asked by what pictures show; one that begins with something else as it is. */
export const asMeaning = (text: string): string => (startsWithWords(text) ? `~${text.trimStart()}` : text);

/** The same back: plain words are looked for in the prompts. */
export const asWords = (text: string): string => (text.trimStart().startsWith('~') ? text.trimStart().slice(1) : text);

/** Whether a text begins by asking what pictures show (true) or for words of the prompt (false); null where it does neither. */
export const beginsByMeaning = (text: string): boolean | null => {
  if (text.trimStart().startsWith('~')) return true;
  return startsWithWords(text) ? false : null;
};

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
