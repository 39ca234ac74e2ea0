/** What a stretch of a prompt means, for the eye. `weight` is the product of the brackets around it. */
export type Mark = Readonly<{
  from: number;
  to: number;
  kind: 'weight' | 'edit' | 'break' | 'list' | 'choice' | 'lora' | 'open';
  weight: number;
}>;

/** Whether the syntax knows weights, BREAK and edits; templates and LoRA tags are read in every one. */
/** Whether somebody writes weights as other programs read them: (red:1.2), ((red)) or [[red]]. */
export const looksWeighed = (text: string): boolean => /\([^()]+:\s*\d*\.?\d+\s*\)|\(\([^()]+\)\)|\[\[[^[\]]+\]\]/u.test(text);

export const knowsWeights = (syntax: string | null): boolean => syntax !== null && syntax.startsWith('a1111');

const emphasis = 1.1;
const given = /:\s*([+-]?[.\d]+)\s*$/;

type Open = Readonly<{ at: number; sign: '(' | '[' | '{' }>;
const closing: Readonly<Record<string, Open['sign']>> = { ')': '(', ']': '[', '}': '{' };

const lists = /__[\p{L}\p{N}][\p{L}\p{N}_\-/* .]*?__/gu;
const loras = /<(?:lora|lyco|embed):[^<>]*>/g;
const breaks = /\bBREAK\b/g;

const found = (text: string, pattern: RegExp, kind: Mark['kind']): Mark[] =>
  [...text.matchAll(pattern)].map(({ index, 0: { length } }) => ({ from: index, to: index + length, kind, weight: 1 }));

/** A bracket pair as what it means; square ones are edits where they hold `:` or `|`. */
const paired = (text: string, { at, sign }: Open, end: number): Mark => {
  const inside = text.slice(at + 1, end);
  const mark = (kind: Mark['kind'], weight: number): Mark => ({ from: at, to: end + 1, kind, weight });
  switch (sign) {
    case '{':
      return mark('choice', 1);
    case '[':
      return /[:|]/.test(inside) ? mark('edit', 1) : mark('weight', 1 / emphasis);
    case '(': {
      const weight = given.exec(inside)?.[1];
      return mark('weight', weight === undefined ? emphasis : Number(weight));
    }
  }
};

/** Outer marks first, in the order of the text. A bracket that is never closed is `open`. */
export const marksOf = (text: string, syntax: string | null): readonly Mark[] => {
  const weights = knowsWeights(syntax);
  const marks = [...found(text, lists, 'list'), ...found(text, loras, 'lora'), ...(weights ? found(text, breaks, 'break') : [])];
  const open: Open[] = [];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === '\\') at++;
    else if (sign === '{' || (weights && (sign === '(' || sign === '['))) open.push({ at, sign });
    else if (sign in closing && open.at(-1)?.sign === closing[sign]) marks.push(paired(text, open.pop()!, at));
  }
  marks.push(...open.map(({ at }): Mark => ({ from: at, to: at + 1, kind: 'open', weight: 1 })));
  return marks.toSorted((a, b) => a.from - b.from || b.to - a.to);
};

/** A stretch with every mark that lies over it. */
export type Stretch = Readonly<{ text: string; from: number; kinds: readonly Mark['kind'][]; weight: number }>;

/** The whole text, cut wherever a mark or one of `cuts` begins or ends. */
export const stretchesOf = (text: string, marks: readonly Mark[], cuts: readonly number[]): readonly Stretch[] => {
  const ends = new Set([0, text.length, ...cuts, ...marks.flatMap(({ from, to }) => [from, to])]);
  const places = [...ends].filter((place) => place >= 0 && place <= text.length).toSorted((a, b) => a - b);
  return places.slice(0, -1).map((from, index) => {
    const over = marks.filter((mark) => mark.from <= from && from < mark.to);
    return {
      text: text.slice(from, places[index + 1]),
      from,
      kinds: over.map(({ kind }) => kind),
      weight: over.reduce((product, { weight }) => product * weight, 1),
    };
  });
};
