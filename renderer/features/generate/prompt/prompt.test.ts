import { describe, expect, it } from 'vitest';
import { completionAt, vocabularyOf } from './complete.ts';
import { looksWeighed, marksOf, stretchesOf } from './marks.ts';
import { weighed } from './weigh.ts';

const a1111 = 'a1111-weights@1';
const weights = (text: string) =>
  stretchesOf(text, marksOf(text, a1111), []).map((stretch) => [stretch.text, Math.round(stretch.weight * 1000) / 1000]);

it.each([
  ['a (red:1.2) fox', true],
  ['a ((red)) fox', true],
  ['[[dull]] sky', true],
  ['a fox (at night)', false],
  ['ratio 3:2 (wide)', false],
])('%s: weights are written? %s', (text, weighed) => expect(looksWeighed(text)).toBe(weighed));

describe('the marks of a prompt', () => {
  it('multiply what brackets weigh', () => {
    expect(weights('a (red (fish:1.5)) [sky]')).toEqual([
      ['a ', 1],
      ['(red ', 1.1],
      ['(fish:1.5)', 1.65],
      [')', 1.1],
      [' ', 1],
      ['[sky]', 0.909],
    ]);
  });

  it('tell edits, choices, lists, LoRA tags and BREAK apart, and a bracket that is never closed', () => {
    const kinds = (text: string, syntax: string) => marksOf(text, syntax).map(({ kind, from, to }) => [kind, text.slice(from, to)]);
    expect(kinds('[a:b:0.5] {x|y} __animals__ <lora:ink:0.8> BREAK (oh', a1111)).toEqual([
      ['edit', '[a:b:0.5]'],
      ['choice', '{x|y}'],
      ['list', '__animals__'],
      ['lora', '<lora:ink:0.8>'],
      ['break', 'BREAK'],
      ['open', '('],
    ]);
    expect(kinds('(a) [b] {x|y} BREAK', 'plain@1')).toEqual([['choice', '{x|y}']]);
    expect(kinds(String.raw`\(a\)`, a1111)).toEqual([]);
  });

  it('cover the whole text, cut where a window begins', () => {
    const text = 'one two three';
    expect(stretchesOf(text, [], [4, 8]).map((stretch) => stretch.text)).toEqual(['one ', 'two ', 'three']);
    expect(stretchesOf('', [], [])).toEqual([]);
  });
});

describe('a key that weighs', () => {
  it('changes the word at the caret a tenth at a time, and takes the brackets away again', () => {
    const up = weighed('a red fish', 4, 4, 1);
    expect(up).toEqual({ text: 'a (red:1.1) fish', from: 3, to: 6 });
    const twice = weighed(up!.text, up!.from, up!.to, 1);
    expect(twice).toEqual({ text: 'a (red:1.2) fish', from: 3, to: 6 });
    const back = weighed(up!.text, up!.from, up!.to, -1);
    expect(back).toEqual({ text: 'a red fish', from: 2, to: 5 });
    expect(weighed(back!.text, back!.from, back!.to, -1)?.text).toBe('a (red:0.9) fish');
  });

  it('weighs several words together, and nothing where there is nothing', () => {
    expect(weighed('a red fish swims', 1, 11, 1)?.text).toBe('a (red fish:1.1) swims');
    expect(weighed('(red fish:1.1) swims', 0, 14, 1)?.text).toBe('(red fish:1.2) swims');
    expect(weighed('a  b', 2, 2, 1)).toBeNull();
    expect(weighed('(a:3)', 1, 2, 1)?.text).toBe('(a:3)');
  });
});

describe('completion', () => {
  const vocabulary = vocabularyOf(
    [
      { prompt: 'a red balloon on a beach, soft light', uses: 3 },
      { prompt: 'a red barn, soft light', uses: 1 },
    ],
    [{ name: 'animals', entries: 12 }],
    [{ name: 'ink-wash', triggers: ['sumi style'] }],
  );
  const at = (text: string) => {
    const { from, suggestions } = completionAt(text, text.length, vocabulary);
    return [text.slice(0, from), ...suggestions.map((suggestion) => suggestion.text)];
  };

  it('offers the words of the log by use, and a phrase once it is under way', () => {
    expect(at('my ba')).toEqual(['my ', 'balloon', 'barn']);
    expect(at('x, so')).toEqual(['x, ', 'soft']);
    expect(at('x, soft li')).toEqual(['x, ', 'soft light']);
    expect(at('x, b')).toEqual(['x, b']);
  });

  it('offers lists, LoRA tags and the words that wake them', () => {
    expect(at('a __an')).toEqual(['a ', '__animals__']);
    expect(at('a __animals__ so')).toEqual(['a __animals__ ', 'soft']);
    expect(at('a <lora:in')).toEqual(['a ', '<lora:ink-wash:1>']);
    expect(at('a su')).toEqual(['a ', 'sumi style']);
  });

  it('says nothing in the middle of a word', () => {
    expect(completionAt('balloon', 2, vocabulary).suggestions).toEqual([]);
  });
});
