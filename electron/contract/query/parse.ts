import { type NameMatch, type QueryField, type Range, type Term, isQueryField, queryFields } from './fields.ts';
import type { QueryProblem } from './problems.ts';
import { type Operator, type Token, type Value, tokenise } from './tokens.ts';
import { dayRange } from './days.ts';
import { ImageId } from '../ids.ts';

export type ParsedQuery = Readonly<{ ok: true; terms: readonly Term[] } | { ok: false; problems: readonly QueryProblem[] }>;

type Read = Term | QueryProblem['code'];
type Place = Readonly<{ negated: boolean; from: number; to: number }>;

const anywhere: Range = { min: null, max: null, openMin: false, openMax: false };
const comparisons: Readonly<Record<string, (low: number, high: number) => Range>> = {
  '>=': (low) => ({ ...anywhere, min: low }),
  '>': (_, high) => ({ ...anywhere, min: high, openMin: true }),
  '<=': (_, high) => ({ ...anywhere, max: high }),
  '<': (low) => ({ ...anywhere, max: low, openMax: true }),
};

/** A value that may be a range: `3..5`, `3..`, `..5`, `>=3`, `3`; `read` answers the first and last number that a word stands for. */
const rangeOf = (operator: Operator, text: string, read: (word: string) => readonly [number, number] | null): Range | null => {
  const inner = /^(>=|<=|>|<)(.*)$/.exec(text);
  if (inner !== null && (operator === ':' || operator === '=')) return rangeOf(inner[1] as Operator, inner[2] ?? '', read);
  const compare = comparisons[operator];
  const dots = text.indexOf('..');
  if (compare === undefined && dots >= 0) {
    const [first, last] = [text.slice(0, dots), text.slice(dots + 2)];
    const [low, high] = [first === '' ? null : read(first), last === '' ? null : read(last)];
    if ((first !== '' && low === null) || (last !== '' && high === null) || (low === null && high === null)) return null;
    return { ...anywhere, min: low?.[0] ?? null, max: high?.[1] ?? null };
  }
  const word = read(text);
  if (word === null) return null;
  return compare === undefined ? { ...anywhere, min: word[0], max: word[1] } : compare(...word);
};

const numberOf = (text: string): readonly [number, number] | null => {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? [value, value] : null;
};

const sizeOf = (text: string): { width: number; height: number } | null => {
  const match = /^(\d{1,5})[x×](\d{1,5})$/iu.exec(text);
  return match === null ? null : { width: Number(match[1]), height: Number(match[2]) };
};

const nameOf = ({ text, quoted }: Value): NameMatch => {
  if (!quoted && text.toLowerCase() === 'none') return null;
  const prefix = !quoted && text.length > 1 && text.endsWith('*');
  return { text: prefix ? text.slice(0, -1) : text, prefix };
};

const flags: Readonly<Record<string, boolean>> = { yes: true, true: true, '1': true, no: false, false: false, '0': false };

/** Every value read by `read`, or null where one of them makes no sense. */
const each = <T>(values: readonly Value[], read: (value: Value) => T | null): readonly T[] | null => {
  const all = values.map(read);
  return all.includes(null) ? null : (all as T[]);
};

const readField = (name: QueryField, operator: Operator, values: readonly Value[], place: Place, today: number): Read => {
  const kind = queryFields[name];
  const equals = operator === ':' || operator === '=';
  if (!equals && kind !== 'number' && kind !== 'day') return 'bad-operator';
  switch (kind) {
    case 'text': {
      const [value] = values;
      if (value === undefined) return 'no-value';
      const match = operator === '=' ? 'whole' : value.quoted ? 'phrase' : 'words';
      return { ...place, kind, field: name as 'prompt', text: values.map(({ text }) => text).join(','), match };
    }
    case 'meaning': {
      const text = values
        .map((value) => value.text)
        .join(',')
        .trim();
      if (text === '') return 'no-value';
      const image = ImageId.safeParse(values.some(({ quoted }) => quoted) ? '' : text.toLowerCase());
      return { ...place, kind: 'like', like: image.success ? { image: image.data } : { text } };
    }
    case 'name':
      return { ...place, kind, field: name as 'tag', any: values.map(nameOf) };
    case 'number': {
      const any = each(values, ({ text }) => rangeOf(operator, text, numberOf));
      return any === null ? 'bad-number' : { ...place, kind, field: name as 'seed', any };
    }
    case 'size': {
      const any = each(values, ({ text }) => sizeOf(text));
      return any === null ? 'bad-size' : { ...place, kind, any };
    }
    case 'day': {
      const any = each(values, ({ text }) => rangeOf(operator, text, (word) => dayRange(word, today)));
      return any === null ? 'bad-day' : { ...place, kind, any };
    }
    case 'flag': {
      const value = flags[values[0]?.text.toLowerCase() ?? ''];
      return value === undefined || values.length > 1 ? 'bad-flag' : { ...place, kind, field: name as 'mask', value };
    }
  }
};

const readToken = ({ from, to, negated, field, values }: Token, today: number): Term | QueryProblem => {
  const place: Place = { negated, from, to };
  if (field === null) {
    const [value] = values;
    return { ...place, kind: 'text', field: 'prompt', text: value?.text ?? '', match: value?.quoted === true ? 'phrase' : 'words' };
  }
  const at = { from, to };
  if (!isQueryField(field.name)) return { code: 'unknown-field', ...at, word: field.name };
  if (values.length === 0) return { code: 'no-value', ...at, word: `${field.name}${field.operator}` };
  const read = readField(field.name, field.operator, values, place, today);
  if (typeof read !== 'string') return read;
  return { code: read, ...at, word: read === 'bad-operator' ? field.name : values.map(({ text }) => text).join(',') };
};

/**
 * Reads a library query: words of the prompt, `"words in a row"`, `field:value` (see `queryFields`), `~what it shows`, a minus before what must not be.
 * All terms must hold. `today` (as 20260131) is what `today` and `7d` count from. Problems say where they are; nothing is guessed.
 */
export const parseQuery = (text: string, today: number): ParsedQuery => {
  const { tokens, problems } = tokenise(text);
  const read = tokens.map((token) => readToken(token, today));
  const all = [...read.filter((one) => 'code' in one), ...problems];
  return all.length > 0 ? { ok: false, problems: all } : { ok: true, terms: read.filter((one) => 'kind' in one) };
};
