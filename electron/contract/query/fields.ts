import type { ImageId } from '../ids.ts';

/**
 * What a library query can ask for, by the name that a person types before `:`, `=`, `<` …
 * `name`: words with `*` at the end for a beginning, several with commas. `number`: also `3..5`, `>=4`. `day`: `2026`, `2026-01`, `2026-01-31`,
 * `today`, `yesterday`, `7d` (the last seven days). `flag`: yes or no. `meaning`: a text, or the id of a picture; `~a cat in the snow` is short for it.
 */
export const queryFields = {
  prompt: 'text',
  negative: 'text',
  like: 'meaning',
  model: 'name',
  sampler: 'name',
  schedule: 'name',
  tag: 'name',
  collection: 'name',
  file: 'name',
  rating: 'number',
  seed: 'number',
  steps: 'number',
  guidance: 'number',
  width: 'number',
  height: 'number',
  size: 'size',
  date: 'day',
  favourite: 'flag',
  source: 'flag',
  mask: 'flag',
  missing: 'flag',
} as const;
export type QueryField = keyof typeof queryFields;
export type QueryKind = (typeof queryFields)[QueryField];
export type FieldOf<K extends QueryKind> = { [F in QueryField]: (typeof queryFields)[F] extends K ? F : never }[QueryField];

export const isQueryField = (name: string): name is QueryField => Object.hasOwn(queryFields, name);

/** Numbers from `min` to `max`; an open end leaves the number itself out. Null is no end. */
export type Range = Readonly<{ min: number | null; max: number | null; openMin: boolean; openMax: boolean }>;

/** One name, or with `prefix` all that begin with it; null is “none at all”. */
export type NameMatch = Readonly<{ text: string; prefix: boolean }> | null;

/** What pictures may be like: a text, or a picture of the library. */
export type Like = Readonly<{ text: string }> | Readonly<{ image: ImageId }>;

/** One term of a search by meaning. */
export type LikeTerm = Extract<Term, { kind: 'like' }>;

/** Where a term stands in the text that was parsed, and what it asks. Days are numbers such as 20260131. */
export type Term = Readonly<{ negated: boolean; from: number; to: number }> &
  Readonly<
    | { kind: 'text'; field: FieldOf<'text'>; text: string; match: 'words' | 'phrase' | 'whole' }
    | { kind: 'name'; field: FieldOf<'name'>; any: readonly NameMatch[] }
    | { kind: 'number'; field: FieldOf<'number'>; any: readonly Range[] }
    | { kind: 'size'; any: readonly Readonly<{ width: number; height: number }>[] }
    | { kind: 'day'; any: readonly Range[] }
    | { kind: 'like'; like: Like }
    | { kind: 'flag'; field: FieldOf<'flag'>; value: boolean }
  >;
