import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { comparedWords } from './words.ts';

const kept = (from: string, to: string, left: 'gone' | 'new'): string =>
  comparedWords(from, to)
    .filter(({ kind }) => kind !== left)
    .map(({ text }) => text)
    .join('');

describe('words compared', () => {
  it('a changed word is a gone and a new one, and what is around it stays', () => {
    expect(comparedWords('a red balloon on a beach', 'a blue balloon on a beach')).toEqual([
      { kind: 'same', text: 'a ' },
      { kind: 'gone', text: 'red' },
      { kind: 'new', text: 'blue' },
      { kind: 'same', text: ' balloon on a beach' },
    ]);
  });

  it('a script without spaces has words too', () => {
    expect(comparedWords('東京の朝', '京都の朝')).toEqual([
      { kind: 'gone', text: '東京' },
      { kind: 'new', text: '京都' },
      { kind: 'same', text: 'の朝' },
    ]);
  });

  it('both texts can be read back from it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', '(', '1', '海'), maxLength: 40 });
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(kept(from, to, 'new')).toBe(from);
        expect(kept(from, to, 'gone')).toBe(to);
      }),
    );
  });
});
