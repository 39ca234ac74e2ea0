import { describe, expect, it } from 'vitest';
import { expandPrompt, isTemplate } from './expand.ts';
import { listEntries } from './list-file.ts';

const lists = new Map([
  ['colour', ['red', 'green', 'blue']],
  ['animals/cats', ['lynx']],
  ['animals/dogs', ['{big|small} hound']],
  ['loop', ['again __loop__']],
  ['nothing', []],
]);
const seeds = Array.from({ length: 400 }, (_, i) => i);
const outcomes = (text: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const seed of seeds) {
    const found = expandPrompt(text, seed, lists);
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return counts;
};

describe('prompt templates', () => {
  it('leave a prompt without templates as it is', () => {
    const text = String.raw`a (cat:1.2), [dog|bird] \(x\) } snake_case _ __ a|b`;
    expect(expandPrompt(text, 1, lists)).toBe(text);
  });

  it('give the same prompt for the same seed', () => {
    const text = '{a|b|c} {d|e|f} __colour__ {1-3$$x|y|z}';
    for (const seed of [0, 1, 2 ** 40]) expect(expandPrompt(text, seed, lists)).toBe(expandPrompt(text, seed, lists));
  });

  it('reach every choice about equally often', () => {
    const found = outcomes('{a|b|c|}');
    expect([...found.keys()].toSorted()).toEqual(['', 'a', 'b', 'c']);
    // 100 each expected, 8.7 is a standard deviation
    for (const count of found.values()) expect(Math.abs(count - 100)).toBeLessThan(4 * 8.7);
  });

  it('follow weights', () => {
    const found = outcomes('{3::a|b|0::never}');
    expect(found.has('never')).toBe(false);
    expect(Math.abs(found.get('a')! - 300)).toBeLessThan(4 * 8.7);
  });

  it('take several different ones, joined', () => {
    expect([...outcomes('{2$$ and $$a|b|c}').keys()].toSorted()).toEqual([
      'a and b',
      'a and c',
      'b and a',
      'b and c',
      'c and a',
      'c and b',
    ]);
    expect([...outcomes('{0-1$$a|b}').keys()].toSorted()).toEqual(['', 'a', 'b']);
    expect([...outcomes('{9$$a|b}').keys()].toSorted()).toEqual(['a, b', 'b, a']);
  });

  it('nest, also through lists and their patterns', () => {
    expect([...outcomes('{a {b|c}|__animals/*__}').keys()].toSorted()).toEqual(['a b', 'a c', 'big hound', 'lynx', 'small hound']);
    expect([...outcomes('__colour__').keys()].toSorted()).toEqual(['blue', 'green', 'red']);
  });

  it('are told from prompts without any', () => {
    expect(['a {b|c}', '__colour__', 'a [b:c:2]', String.raw`\{a\}`].map(isTemplate)).toEqual([true, true, false, false]);
  });

  it('read lists from text files', () => {
    expect(listEntries('# colours\r\nred\n\n  {light|dark} blue \n#green\n')).toEqual(['red', '{light|dark} blue']);
  });

  it('keep escaped signs', () => {
    expect(expandPrompt(String.raw`\{a\|b\} {x\|y} \_\_colour__`, 1, lists)).toBe('{a|b} x|y __colour__');
  });

  it.each([
    ['{a|b', 'never closed'],
    ['__missing__', 'no list missing'],
    ['__nothing__', 'empty'],
    ['__loop__', 'loop → loop'],
    ['{3-1$$a|b}', 'at least 3'],
    ['${colour=red}', 'not supported'],
  ])('refuse %s', (text, message) => {
    expect(() => expandPrompt(text, 1, lists)).toThrow(message);
  });
});
