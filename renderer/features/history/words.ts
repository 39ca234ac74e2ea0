import { diffArrays } from 'diff';

/** A piece of a text: in both, only in the one before, or only in this one. */
export type Part = Readonly<{ text: string; kind: 'same' | 'gone' | 'new' }>;

/** By words as the platform knows them: scripts without spaces have them too. */
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
const wordsOf = (text: string): readonly string[] => [...segmenter.segment(text)].map(({ segment }) => segment);

/** What makes `to` of `from`, word by word (Myers 1986, O(ND)). */
export const comparedWords = (from: string, to: string): readonly Part[] =>
  diffArrays([...wordsOf(from)], [...wordsOf(to)]).map(({ value, added, removed }) => ({
    text: value.join(''),
    kind: added ? 'new' : removed ? 'gone' : 'same',
  }));
