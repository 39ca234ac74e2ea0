import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTokenizerFiles } from '../tokenizers/files.ts';
import { builtInTokenizer, clipVocabulary } from './clip-vocabulary.ts';

test('the built-in vocabulary is the published one', async () => {
  const published = await readTokenizerFiles(join(import.meta.dirname, '../conformance/golden/basics/clip'));
  if (published.kind !== 'vocab-merges') throw new Error('the recorded vocabulary has changed its form');
  const { vocab, merges } = clipVocabulary();
  expect(Object.keys(vocab)).toHaveLength(49_408);
  expect(vocab).toEqual(published.vocab);
  expect(merges).toEqual(published.merges);
});

test('OpenCLIP pads with token 0, CLIP with the end token', () => {
  const padOf = (dialect: 'clip' | 'open-clip') => clipVocabulary().vocab[builtInTokenizer(dialect).special.pad_token!];
  expect([padOf('clip'), padOf('open-clip')]).toEqual([49_407, 0]);
});
