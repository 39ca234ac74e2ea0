// Numbers and lists in a sentence, as the platform writes them in the language of the sentence.
import { expect, test } from 'vitest';
import { createI18n, spokenOf } from './i18n.ts';
import { formatList, formatSize } from './ui/format.ts';

test.each([
  ['en', '100,000 pictures', '16384 × 768', 'without what has no place here: VAE, Noise, Prior'],
  ['hi', '1,00,000 चित्र', '16384 × 768', 'VAE, Noise और Prior'],
  ['ja', '100,000枚', '16384 × 768', 'VAE、Noise、Prior'],
])('in %s', async (language, count, size, names) => {
  const { t } = await createI18n(language);
  expect(t('library.count', { count: 100_000 })).toBe(count);
  expect(t('extend.result', { size: { width: 16_384, height: 768 } })).toContain(size);
  expect(formatSize(language, { width: 16_384, height: 768 })).toBe(size);
  expect(t('models.freeSizes', { min: { pixels: 64 }, max: { pixels: 16_384 }, multiple: { pixels: 8 } })).toContain('16384');
  expect(t('taken.without', { names: ['VAE', 'Noise', 'Prior'] })).toContain(names);
});

test('sizes run from the left in a sentence from the right, in a row too', async () => {
  const { t } = await createI18n('ar');
  const sizes = [
    { width: 64, height: 96 },
    { width: 16_384, height: 64 },
  ];
  expect(t('problem.size', { model: 'A', sizes })).toMatch(/\u206664 × 96\u2069.*\u206616384 × 64\u2069/);
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
