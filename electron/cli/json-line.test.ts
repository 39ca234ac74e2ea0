import { expect, it } from 'vitest';
import { sentence } from '../../native-models/words/sentence.ts';
import { jsonLine } from './json-line.ts';

it('is one line, and says in English what travels as a sentence, at any depth', () => {
  const line = jsonLine({ file: 'a\nb.png', model: { id: 'starter', problems: [sentence('file.none'), 'as onnxruntime put it'] } });
  expect(line.split('\n')).toHaveLength(2);
  expect(JSON.parse(line)).toEqual({
    file: 'a\nb.png',
    model: { id: 'starter', problems: ['There is no such file.', 'as onnxruntime put it'] },
  });
});
