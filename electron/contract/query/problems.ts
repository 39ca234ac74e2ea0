/** What is wrong with a query, and where: the half-open range of characters `from` … `to`. */
export type QueryProblem = Readonly<{
  code:
    | 'open-quote'
    | 'unknown-field'
    | 'no-value'
    | 'bad-operator'
    | 'bad-number'
    | 'bad-size'
    | 'bad-day'
    | 'bad-flag'
    | 'unsorted'
    | 'unlike';
  from: number;
  to: number;
  /** The field or value that it is about. */
  word: string;
}>;

const sentences: Readonly<Record<QueryProblem['code'], (word: string) => string>> = {
  'open-quote': () => 'a quotation mark is not closed',
  'unknown-field': (word) => `there is no field “${word}”; put the word into quotation marks to look for it in the prompts`,
  'no-value': (word) => `nothing stands after “${word}”`,
  'bad-operator': (word) => `“${word}” can only be asked with : or =`,
  'bad-number': (word) => `“${word}” is no number or range such as 4, >=4 or 3..5`,
  'bad-size': (word) => `“${word}” is no size such as 512x768`,
  'bad-day': (word) => `“${word}” is no date such as 2026, 2026-01, 2026-01-31, today or 7d`,
  'bad-flag': (word) => `“${word}” is neither yes nor no`,
  unlike: () => 'the order by likeness needs something to be like: ~a cat in the snow',
  unsorted: () => 'the order of a collection needs exactly one collection:… in the query',
};

/** One sentence that says what is wrong and at which character (counted from 1). */
export const problemText = ({ code, from, word }: QueryProblem): string => `At character ${from + 1}: ${sentences[code](word)}.`;
