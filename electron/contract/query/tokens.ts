import type { QueryProblem } from './problems.ts';

export type Operator = ':' | '=' | '>=' | '<=' | '>' | '<';
/** One value of a term; a quoted one is taken as it is. */
export type Value = Readonly<{ text: string; quoted: boolean }>;
/** One term of a query as it was typed; `name` is what stands before the operator. */
export type Token = Readonly<{
  from: number;
  to: number;
  negated: boolean;
  field: Readonly<{ name: string; operator: Operator }> | null;
  values: readonly Value[];
}>;

const head = /(\p{L}+)(>=|<=|:|=|>|<)/uy;
const isSpace = (char: string | undefined): boolean => char !== undefined && /\s/u.test(char);

const fieldAt = (text: string, at: number): { name: string; operator: Operator; length: number } | null => {
  head.lastIndex = at;
  const match = head.exec(text);
  if (match === null) return null;
  return { name: (match[1] ?? '').toLowerCase(), operator: match[2] as Operator, length: match[0].length };
};

/** Reads what stands between quotation marks from `at` on; `\"` and `\\` stand for themselves. Null where the second mark is missing. */
const quotedAt = (text: string, at: number): { value: string; end: number } | null => {
  let value = '';
  for (let i = at + 1; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"') return { value, end: i + 1 };
    const escaped = char === '\\' && (text[i + 1] === '"' || text[i + 1] === '\\');
    value += escaped ? text[i + 1] : char;
    if (escaped) i += 1;
  }
  return null;
};

const bareEnd = (text: string, at: number, stop: string): number => {
  let end = at;
  while (end < text.length && !isSpace(text[end]) && text[end] !== stop) end += 1;
  return end;
};

/** Whether a bare word that is no field begins here: one that goes on with what stands after `~`. */
const isPlainWord = (text: string, at: number): boolean =>
  at < text.length &&
  text[at] !== '"' &&
  text[at] !== '~' &&
  fieldAt(text, at) === null &&
  (text[at] !== '-' || isSpace(text[at + 1] ?? ' '));

/** Where the plain words from `at` on end: before a field, a quotation mark, a minus or another `~`. */
const wordsEnd = (text: string, at: number): number => {
  let end = at;
  for (let next = at; isPlainWord(text, next); ) {
    end = bareEnd(text, next, '');
    next = end;
    while (isSpace(text[next])) next += 1;
  }
  return end;
};

/** Cuts a query into its terms: quoted or bare words, `field:value,value`, `~some words`, each with a minus before it for “not”. */
export const tokenise = (text: string): { tokens: Token[]; problems: QueryProblem[] } => {
  const tokens: Token[] = [];
  const problems: QueryProblem[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at])) {
      at += 1;
      continue;
    }
    const from = at;
    const negated = text[at] === '-' && at + 1 < text.length && !isSpace(text[at + 1]);
    if (negated) at += 1;
    const short = text[at] === '~';
    const field = short ? { name: 'like', operator: ':' as const, length: 1 } : fieldAt(text, at);
    if (field !== null) at += field.length;
    const values: Value[] = [];
    if (short && text[at] !== '"') {
      while (isSpace(text[at]) && isPlainWord(text, at + 1)) at += 1;
      const end = wordsEnd(text, at);
      if (end > at) values.push({ text: text.slice(at, end), quoted: false });
      tokens.push({ from, to: end, negated, field, values });
      at = end;
      continue;
    }
    for (;;) {
      if (text[at] === '"') {
        const quoted = quotedAt(text, at);
        if (quoted === null) {
          problems.push({ code: 'open-quote', from: at, to: text.length, word: text.slice(at) });
          return { tokens, problems };
        }
        values.push({ text: quoted.value, quoted: true });
        at = quoted.end;
      } else {
        const end = bareEnd(text, at, field === null ? '' : ',');
        if (end > at) values.push({ text: text.slice(at, end), quoted: false });
        at = end;
      }
      if (field === null || text[at] !== ',') break;
      at += 1;
    }
    tokens.push({ from, to: at, negated, field: field === null ? null : { name: field.name, operator: field.operator }, values });
  }
  return { tokens, problems };
};
