import { describe, expect, it } from 'vitest';
import { dayBefore } from './days.ts';
import { asMeaning, asWords, beginsByMeaning, hasTerm, quoteValue, termOf, toggleTerm } from './edit.ts';
import { queryFields } from './fields.ts';
import { asksMeaning, readQuery } from './library-query.ts';
import { parseQuery } from './parse.ts';
import { problemText } from './problems.ts';
import { tokenise } from './tokens.ts';

const today = 20260301;
const terms = (text: string) => {
  const parsed = parseQuery(text, today);
  if (!parsed.ok) throw new Error(parsed.problems.map(problemText).join(' '));
  return parsed.terms.map(({ from: _from, to: _to, ...term }) => term);
};
const problems = (text: string) => {
  const parsed = parseQuery(text, today);
  return parsed.ok ? [] : parsed.problems.map(({ code, from, to }) => [code, text.slice(from, to)]);
};
const range = (min: number | null, max: number | null, open: { openMin?: boolean; openMax?: boolean } = {}) => ({
  min,
  max,
  openMin: false,
  openMax: false,
  ...open,
});

describe('a library query', () => {
  it('has words, words in a row, and a minus for what must not be', () => {
    expect(terms('red "a big \\"fish\\"" -blue -"at night" well-known')).toEqual([
      { negated: false, kind: 'text', field: 'prompt', text: 'red', match: 'words' },
      { negated: false, kind: 'text', field: 'prompt', text: 'a big "fish"', match: 'phrase' },
      { negated: true, kind: 'text', field: 'prompt', text: 'blue', match: 'words' },
      { negated: true, kind: 'text', field: 'prompt', text: 'at night', match: 'phrase' },
      { negated: false, kind: 'text', field: 'prompt', text: 'well-known', match: 'words' },
    ]);
    expect(terms(' \t\n ')).toEqual([]);
    expect(terms('a - b')).toHaveLength(3);
  });

  it('has fields with several values, ranges and comparisons', () => {
    expect(terms('rating>=4')).toEqual([{ negated: false, kind: 'number', field: 'rating', any: [range(4, null)] }]);
    expect(terms('rating:>4 rating<2 rating:3..5 seed=7,9 guidance:..2.5').map((term) => 'any' in term && term.any)).toEqual([
      [range(4, null, { openMin: true })],
      [range(null, 2, { openMax: true })],
      [range(3, 5)],
      [range(7, 7), range(9, 9)],
      [range(null, 2.5)],
    ]);
    expect(terms('Model:"Stable Diffusion","b,c",sd* size:512x768,64×64 favourite:no tag:none tag:"none"')).toEqual([
      {
        negated: false,
        kind: 'name',
        field: 'model',
        any: [
          { text: 'Stable Diffusion', prefix: false },
          { text: 'b,c', prefix: false },
          { text: 'sd', prefix: true },
        ],
      },
      {
        negated: false,
        kind: 'size',
        any: [
          { width: 512, height: 768 },
          { width: 64, height: 64 },
        ],
      },
      { negated: false, kind: 'flag', field: 'favourite', value: false },
      { negated: false, kind: 'name', field: 'tag', any: [null] },
      { negated: false, kind: 'name', field: 'tag', any: [{ text: 'none', prefix: false }] },
    ]);
    expect(terms('prompt="a (red:1.2) fish"')).toEqual([
      { negated: false, kind: 'text', field: 'prompt', text: 'a (red:1.2) fish', match: 'whole' },
    ]);
  });

  it.each([
    ['date:2026', [range(20260000, 20261299)]],
    ['date:2026-02', [range(20260200, 20260299)]],
    ['date>2026-02', [range(20260299, null, { openMin: true })]],
    ['date>=2026-02-28', [range(20260228, null)]],
    ['date<2026-02', [range(null, 20260200, { openMax: true })]],
    ['date:2026-01..2026-02-03', [range(20260100, 20260203)]],
    ['date:today', [range(20260301, 20260301)]],
    ['date:yesterday', [range(20260228, 20260228)]],
    ['date:7d', [range(20260223, 20260301)]],
  ])('%s is a range of days', (text, any) => {
    expect(terms(text)).toEqual([{ negated: false, kind: 'day', any }]);
  });

  it.each([
    ['red "fish', [['open-quote', '"fish']]],
    ['a colour:red b', [['unknown-field', 'colour:red']]],
    ['rating>=many', [['bad-number', 'rating>=many']]],
    ['a rating: b', [['no-value', 'rating:']]],
    ['model>x', [['bad-operator', 'model>x']]],
    ['size:big', [['bad-size', 'size:big']]],
    ['date:2026-02-30', [['bad-day', 'date:2026-02-30']]],
    ['favourite:maybe', [['bad-flag', 'favourite:maybe']]],
    [
      'rating:.. seed:x',
      [
        ['bad-number', 'rating:..'],
        ['bad-number', 'seed:x'],
      ],
    ],
  ])('%s is refused, and the place is named', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('has what pictures are like: plain words after ~ belong together, a quoted text or a picture may stand for them', () => {
    const like = (text: string) => terms(text).map((term) => [term.kind === 'like' ? term.like : term.kind, term.negated]);
    const id = '0f3c9a1e-0000-4000-8000-00000000000a';
    expect(like('rating>=4 ~a cat in the well-known snow model:starter')).toEqual([
      ['number', false],
      [{ text: 'a cat in the well-known snow' }, false],
      ['name', false],
    ]);
    expect(like('~cat "red balloon" -~ dark  night -blue ~"at sea, rating:5" like:"a b" like:sun')).toEqual([
      [{ text: 'cat' }, false],
      ['text', false],
      [{ text: 'dark  night' }, true],
      ['text', true],
      [{ text: 'at sea, rating:5' }, false],
      [{ text: 'a b' }, false],
      [{ text: 'sun' }, false],
    ]);
    expect(like(`like:${id}`)).toEqual([[{ image: id }, false]]);
    expect(like(`like:"${id}"`)).toEqual([[{ text: id }, false]]);
    expect(problems('a ~')).toEqual([['no-value', '~']]);
    expect(problems('~""')).toEqual([['no-value', '~""']]);
    expect(problems('like>3')).toEqual([['bad-operator', 'like>3']]);
    expect(toggleTerm('~a cat rating:5', 'rating:5')).toBe('~a cat');
    expect(toggleTerm('~a cat', 'rating:5')).toBe('~a cat rating:5');
  });

  it('is in the order of likeness only where it says what of', () => {
    expect(readQuery({ text: '~a cat', sort: 'likeness' }, 0).ok).toBe(true);
    expect(readQuery({ text: '-~a cat', sort: 'likeness' }, 0).ok).toBe(true);
    expect(readQuery({ text: 'cat', sort: 'likeness' }, 0)).toMatchObject({ ok: false, problems: [{ code: 'unlike' }] });
  });

  it('is in the order of a collection only where it names one', () => {
    expect(readQuery({ text: 'collection:"best of"', sort: 'added' }, 0).ok).toBe(true);
    for (const text of ['', '-collection:a', 'collection:a,b', 'collection:none', 'collection:a collection:b'])
      expect(readQuery({ text, sort: 'added' }, 0)).toMatchObject({ ok: false, problems: [{ code: 'unsorted' }] });
  });

  it('says one sentence with the place, counted from one', () => {
    const parsed = parseQuery('a b rating:x', today);
    expect(parsed.ok ? '' : problemText(parsed.problems[0]!)).toBe('At character 5: “x” is no number or range such as 4, >=4 or 3..5.');
  });

  it('never throws, and its terms are pieces of the text', () => {
    const alphabet = [...Array.from('ab :"-~\\,>=<.*1é🎈'), 'rating', 'tag:', 'date:'];
    let state = 1;
    const next = (n: number): number => (state = (state * 48_271) % 2_147_483_647) % n;
    for (let i = 0; i < 3_000; i += 1) {
      const text = Array.from({ length: next(14) }, () => alphabet[next(alphabet.length)]).join('');
      parseQuery(text, today);
      let end = 0;
      for (const { from, to } of tokenise(text).tokens) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(text.slice(end, from).trim()).toBe('');
        expect(to).toBeGreaterThan(from);
        end = to;
      }
    }
  });
});

describe('editing a query', () => {
  it('quotes what would not come back otherwise', () => {
    for (const value of ['sea', 'best of', 'say "no"', 'a\\b', 'none', 'a,b', '-x', 'é', 'sd*']) {
      const [term] = terms(termOf('tag', value));
      expect(term).toMatchObject({ any: [{ text: value, prefix: false }] });
    }
    expect([quoteValue('dpmpp-2m'), quoteValue('best of')]).toEqual(['dpmpp-2m', '"best of"']);
  });

  it('asks for what pictures show instead of words, and back', () => {
    expect([asMeaning('a cat rating>=4'), asMeaning(' cat'), asMeaning('"a cat"')]).toEqual(['~a cat rating>=4', '~cat', '~"a cat"']);
    // nothing that begins otherwise is touched
    expect(['rating>=4 cat', '-cat', '~cat', ''].map(asMeaning)).toEqual(['rating>=4 cat', '-cat', '~cat', '']);
    expect(['~a cat rating>=4', 'a cat', ''].map(asWords)).toEqual(['a cat rating>=4', 'a cat', '']);
    expect(['~cat', 'cat', 'rating>=4', ''].map(beginsByMeaning)).toEqual([true, false, null, null]);
  });

  it('knows which queries take a CLIP to answer', () => {
    const asks = (text: string): boolean => asksMeaning({ text, sort: 'newest' });
    expect(['~a cat', 'red -~cat', 'rating>=4 ~cat'].map(asks)).toEqual([true, true, true]);
    // words and names may hold the sign
    expect(['red', '"a ~ b"', 'tag:"~x"', 'seed:'].map(asks)).toEqual([false, false, false, false]);
    expect([asksMeaning({ text: '', sort: 'fit' }), asksMeaning({ text: 'seed:', sort: 'fit' })]).toEqual([true, false]);
  });

  it('adds a term and takes it out again', () => {
    const both = toggleTerm('red  -"x y"', termOf('tag', 'best of'));
    expect(both).toBe('red -"x y" tag:"best of"');
    expect([hasTerm(both, 'tag:"best of"'), hasTerm(both, 'tag:best')]).toEqual([true, false]);
    expect(toggleTerm(both, 'tag:"best of"')).toBe('red -"x y"');
  });
});

it('counts days back over months and leap years', () => {
  expect([dayBefore(20260301, 1), dayBefore(20240301, 1), dayBefore(20260101, 1)]).toEqual([20260228, 20240229, 20251231]);
  expect(Object.keys(queryFields)).toContain('rating');
});
