import { expect, it } from 'vitest';
import { examplesFor } from './examples.ts';

it('puts examples first that are written as the language is, and keeps the order of the others', () => {
  const examples = ['a house', 'قطة', 'a cat', 'बर्फ़', '雪の家'];
  const of = (language: string): string => examplesFor({ examples }, language).join(' ');
  expect(of('en')).toBe('a house a cat قطة बर्फ़ 雪の家');
  expect(of('ar-EG')).toBe('قطة a house a cat बर्फ़ 雪の家');
  expect(of('hi')).toBe('बर्फ़ a house قطة a cat 雪の家');
  expect(of('ja')).toBe('雪の家 a house قطة a cat बर्फ़');
  expect(examplesFor({ examples: ['a house'] }, 'ja')).toEqual(['a house']);
  expect(examplesFor(undefined, 'ja')).toEqual([]);
});
