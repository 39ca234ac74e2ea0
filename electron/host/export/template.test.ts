import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { Failure } from '../../contract/failure.ts';
import { Image, unordered } from '../../contract/records.ts';
import { cut, nameKey, safeSegment } from './safe-name.ts';
import { exampleKeys, nameKeys, parseTemplate, renderName } from './template.ts';

const image = (changes: Partial<Image> = {}): Image =>
  Image.parse({
    id: '0f3c9a1e-0000-4000-8000-000000000000',
    generation: '0f3c9a1e-0000-4000-8000-000000000001',
    file: '2026-11-21/a-red-balloon-7-0f3c9a1e.png',
    width: 64,
    height: 96,
    bytes: 1,
    sha256: 'ab'.repeat(32),
    recipe: aRecipe(),
    createdAt: new Date(2026, 10, 21, 14, 5, 9).getTime(),
    milliseconds: 1_500,
    calls: 4,
    warnings: [],
    origin: null,
    ...unordered,
    missing: false,
    ...changes,
  });
const nameOf = (template: string, changes: Partial<Image> = {}): string =>
  renderName(parseTemplate(template), { image: image(changes), counter: 7, total: 120, format: 'webp' });
const withPrompt = (prompt: string): Partial<Image> => ({ recipe: aRecipe({ prompt }) });

describe('a template', () => {
  it('has thirty keys and more, and each says something that a file name may hold', () => {
    expect(Object.keys(nameKeys).length).toBeGreaterThanOrEqual(30);
    for (const { name, example } of exampleKeys({ image: image(), counter: 1, total: 1, format: 'png' })) {
      expect(nameOf(`x{${name}}`), name).not.toMatch(/[/\\:*?"<>|{}]/);
      expect(example, name).not.toMatch(/[/\\:*?"<>|]/);
    }
  });

  it('speaks of the run, the time and the place in the row', () => {
    expect(nameOf('{counter:4} of {total}')).toBe('0007 of 120');
    expect(nameOf('{date}/{time} {prompt:5}-{seed:6}')).toBe('2026-11-21/14-05-09 a-red-000007');
    expect(nameOf('{sampler} {samplerid} {schedule} {guidance} {size} {shape} {aspect}')).toBe('euler euler@1 model 5 64x96 portrait 2x3');
    expect(nameOf('{hash:6}_{id8}_{year}{month}{day}_{format}')).toBe('ababab_0f3c9a1e_20261121_webp');
    expect(nameOf('{{{seed}}}')).toBe('{7}');
  });

  it.each(['{nothing}', '{', '}', 'a}b', '/x', 'x/', 'a//b', '../x', 'x/./y', '{seed:x}', '{seed:-1}', 'a/b/c/d/e/f/g/h/i'])(
    'refuses %s with a reason',
    (text) => {
      expect(() => parseTemplate(text)).toThrow(Failure);
    },
  );

  it('takes folders only from itself, never from a value', () => {
    expect(nameOf('{text}', withPrompt('../../etc/passwd'))).toBe('-..-etc-passwd');
    expect(nameOf('a/{text}', withPrompt('b\\c/d'))).toBe('a/b-c-d');
  });
});

describe('a name', () => {
  it('is one that every file system takes', () => {
    for (const text of [
      'CON',
      'nul.txt',
      'com1',
      'LPT9.png',
      'aux ',
      'x.',
      'x. . ',
      '...',
      '',
      ' ',
      '.hidden',
      'a\nb',
      'a\0b',
      'x:y',
      '\u202egnp.exe',
      '𝒳'.repeat(300),
      '赤'.repeat(300),
      '👩‍👩‍👧'.repeat(60),
    ]) {
      const name = safeSegment(text);
      expect(Buffer.byteLength(name), text).toBeLessThanOrEqual(181);
      expect(name, text).toMatch(/^[^. ].*[^. ]$|^[^. ]$/u);
      expect(name, text).not.toMatch(/[<>:"/\\|?*\p{Cc}\u202e]/u);
      expect(name, text).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      expect(name.isWellFormed(), text).toBe(true);
    }
  });

  it('is the same as another where a file system says so', () => {
    expect(nameKey('Café')).toBe(nameKey('cafe\u0301'.toUpperCase()));
    expect(nameKey('a')).not.toBe(nameKey('b'));
  });
});

it('a text is cut between characters as people count them, whatever it is made of', () => {
  const first = (text: string, most: number): string =>
    [...new Intl.Segmenter().segment(text)]
      .slice(0, most)
      .map(({ segment }) => segment)
      .join('');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), fc.nat(12), (text, most) => {
      expect(cut(text, most)).toBe(first(text, most));
    }),
  );
  expect([cut('a👩‍👩‍👧b', 2), cut('x\r\ny', 2), cut('plain', 3)]).toEqual(['a👩‍👩‍👧', 'x\r\n', 'pla']);
});
