import { describe, expect, it } from 'vitest';
import { parseValues, splitList } from './parse-values.ts';

const values = (text: string, kind: Parameters<typeof parseValues>[1] = 'number') => {
  const parsed = parseValues(text, kind);
  return parsed.ok ? parsed.values : `not ${parsed.wrong}`;
};

describe('the values of an axis', () => {
  it.each([
    ['1-5', [1, 2, 3, 4, 5]],
    ['1-10 (+3)', [1, 4, 7, 10]],
    ['10-1 (-3)', [10, 7, 4, 1]],
    ['5-3', [5, 4, 3]],
    ['0-1 [5]', [0, 0.25, 0.5, 0.75, 1]],
    ['0-0.3 (+0.1)', [0, 0.1, 0.2, 0.3]],
    ['-2-2 (+2)', [-2, 0, 2]],
    ['7, 3-4, 7', [7, 3, 4]],
    ['2.5', [2.5]],
  ])('%s', (text, expected) => expect(values(text)).toEqual(expected));

  it.each(['x', '1-', '1-5 (+0)', '1-5 (-1)', '1-1000000', '1-2 [0]', '1 2'])('%s makes no sense', (text) =>
    expect(values(text)).toBe(`not ${text}`),
  );

  it('are whole, words, sizes or switches where the field is', () => {
    expect(values('1-2 [3]', 'integer')).toEqual([1, 2]);
    expect(values('cat, "dog, wet", fox', 'words')).toEqual(['cat', 'dog, wet', 'fox']);
    expect(values('512x768, 64 × 64', 'size')).toEqual(['512x768', '64x64']);
    expect(values('true, false', 'boolean')).toEqual([true, false]);
    expect(values('yes', 'boolean')).toBe('not yes');
    expect(values('', 'number')).toEqual([]);
  });

  it('may be written in lines', () => expect(splitList('a, b\nc\n\n"say ""hi"""')).toEqual(['a', 'b', 'c', 'say "hi"']));
});
