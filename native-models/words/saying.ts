import { inEnglish, type Words } from './sentence.ts';

/** For tests: matches words that say this in English, whatever they are made of. */
export const saying = (expected: string | RegExp): Readonly<{ asymmetricMatch: (words: Words) => boolean; toString: () => string }> => ({
  asymmetricMatch: (words) => {
    const said = inEnglish(words);
    return typeof expected === 'string' ? said.includes(expected) : expected.test(said);
  },
  toString: () => `saying ${String(expected)}`,
});
