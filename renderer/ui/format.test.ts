import { expect, it } from 'vitest';
import { formatBytes, formatFacts } from './format.ts';

it('counts single bytes in words, and more in short', () => {
  expect([1, 8, 999, 3_000, 49_600_000].map((bytes) => formatBytes('en', bytes))).toEqual([
    '1 byte',
    '8 bytes',
    '999 bytes',
    '3 kB',
    '49.6 MB',
  ]);
});

it('keeps the order of things in a row where names of the other direction stand among them', () => {
  expect(formatFacts('en', ['LoRA', 'F32', '3 kB'])).toBe('LoRA · F32 · 3 kB');
  expect(formatFacts('ar', ['عائلة', 'F32', '3 كيلوبايت'])).toBe('عائلة · \u2068F32\u2069 · 3 كيلوبايت');
});
