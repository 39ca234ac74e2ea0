import { expect, test } from 'vitest';
import { createI18n } from './i18n.ts';
import { holdsIsolated, isolated } from './isolate.ts';

test('only what runs the other way is set apart', () => {
  expect(isolated('a red balloon', 'rtl')).toBe('\u2068a red balloon\u2069');
  expect(isolated('بالون أحمر', 'ltr')).toBe('\u2068بالون أحمر\u2069');
  expect(isolated('a red balloon', 'ltr')).toBe('a red balloon');
  expect(isolated('بالون أحمر', 'rtl')).toBe('بالون أحمر');
  expect(isolated('1,234.5', 'rtl')).toBe('1,234.5');
  expect(holdsIsolated(isolated('CUDA', 'rtl'))).toBe(true);
  expect(holdsIsolated(isolated('CUDA', 'ltr'))).toBe(false);
});

test('what fills a sentence keeps its own direction, with every sign as it was typed', async () => {
  const english = await createI18n('en');
  expect(english.t('queue.move', { prompt: 'a <b> & "c" $1' })).toBe('Move: a <b> & "c" $1');
  expect(english.t('queue.move', { prompt: 'بالون' })).toBe('Move: \u2068بالون\u2069');
  const arabic = await createI18n('ar');
  expect(arabic.t('queue.move', { prompt: 'a <b> & "c"' })).toBe('نقل: \u2068a <b> & "c"\u2069');
  expect(arabic.t('queue.move', { prompt: 'بالون' })).toBe('نقل: بالون');
  expect(arabic.t('grid.pictures', { count: 2 })).toBe('صورتان');
  expect(arabic.t('grid.pictures', { count: 11 })).toBe('11 صورة');
});
