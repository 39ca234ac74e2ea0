// Numbers and lists in a sentence, as the platform writes them in the language of the sentence.
import { expect, test } from 'vitest';
import { createI18n, spokenOf } from './i18n.ts';
import { formatList } from './ui/format.ts';

test.each([
  ['en', '100,000 pictures', '1024 × 768', 'without what has no place here: VAE, Noise, Prior'],
  ['hi', '1,00,000 चित्र', '1024 × 768', 'VAE, Noise और Prior'],
  ['ja', '100,000枚', '1024 × 768', 'VAE、Noise、Prior'],
])('in %s', async (language, count, size, names) => {
  const { t } = await createI18n(language);
  expect(t('library.count', { count: 100_000 })).toBe(count);
  expect(t('picture.dimensions', { width: 1024, height: 768 })).toBe(size);
  expect(t('taken.without', { names: ['VAE', 'Noise', 'Prior'] })).toContain(names);
});

test('names in a row are in the order of the language, each in its own direction', () => {
  expect(formatList('ar', ['CUDA', 'المعالج'])).toMatch(/^\u2068CUDA\u2069.*المعالج$/);
  expect(formatList('en', ['CUDA', 'WebGPU'])).toBe('CUDA, WebGPU');
});

test.each([
  [['ar-EG', 'en-US'], 'ar'],
  [['fr-FR', 'ja', 'en'], 'ja'],
  [['fr-FR'], 'en'],
  [[], 'en'],
])('of %j, %s is spoken', (wanted, code) => {
  expect(spokenOf(wanted)).toBe(code);
});
