import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { clipTokenizer } from '../tokenizers/clip.ts';
import { readTokenizerFiles } from '../tokenizers/files.ts';
import golden from './golden/a1111.json' with { type: 'json' };
import { emptyChunk } from './chunks.ts';
import { promptSyntaxById, promptSyntaxes } from './index.ts';
import type { Segment } from './prompt.ts';
import { scheduleOf, stageAt } from './schedule.ts';

const files = await readTokenizerFiles(fileURLToPath(new URL('../conformance/golden/basics/clip', import.meta.url)));
const tokenizer = clipTokenizer(files);
const embeddings = new Map([
  ['bad-hands', { count: 6 }],
  ['ink', { count: 1 }],
  ['ink drop', { count: 2 }],
]);
const a1111 = promptSyntaxById('a1111-weights@1').create({});
const plain = promptSyntaxById('plain@1').create({});
const largest = (x: ArrayLike<number>, y: readonly number[]): number => Math.max(...y.map((value, i) => Math.abs(value - x[i]!)));

/** The stand-in for a text encoder that the golden script used. */
const encode = (ids: readonly number[]): Float32Array =>
  Float32Array.from(ids.flatMap((id) => Array.from({ length: golden.width }, (_, i) => Math.sin(id * (i + 1) * 0.37) + 0.4)));

const asReference = (segment: Segment): readonly (string | number)[] =>
  segment.kind === 'break' ? ['BREAK', -1] : [segment.text, segment.weight];

describe('A1111 prompts', () => {
  it.each(golden.cases)('read “$prompt” as the reference, padding $pad', ({ prompt, pad, segments, ids, weights, fixes, weighed }) => {
    expect(a1111.parse(prompt).map(asReference)).toEqual(segments);
    const { chunks, dropped } = a1111.chunk(prompt, { ...tokenizer, pad }, embeddings);
    expect(chunks.map((chunk) => chunk.ids)).toEqual(ids);
    expect(chunks.map((chunk) => chunk.weights)).toEqual(weights);
    const inserts = fixes.map((list) =>
      list.flatMap(({ at, name, count }) => Array.from({ length: count }, (_, row) => ({ at: at + row, name, row }))),
    );
    expect(chunks.map((chunk) => chunk.inserts)).toEqual(inserts);
    expect(dropped).toBe('');
    const [first] = chunks;
    for (const [i, emphasis] of ['original', 'no norm'].entries()) {
      const { weigh } = promptSyntaxById('a1111-weights@1').create({ emphasis });
      expect(largest(weigh(encode(first!.ids), first!.weights), weighed[i]!)).toBeLessThan(5e-6);
    }
  });

  it('end a chunk at BREAK inside brackets too', () => {
    expect(a1111.chunk('(a BREAK b:1.2)', tokenizer, embeddings).chunks).toHaveLength(2);
  });

  it('break where the window ends when comma backtracking is 0', () => {
    const text = `${'a '.repeat(70)}, b c d e f g`;
    const { chunk } = promptSyntaxById('a1111-weights@1').create({ commaBacktrack: 0 });
    expect(chunk(text, tokenizer, embeddings).chunks[0]!.ids).toEqual(tokenizer.window(text).ids);
    expect(a1111.chunk(text, tokenizer, embeddings).chunks[0]!.ids).not.toEqual(tokenizer.window(text).ids);
  });

  it('leave hidden states as they are where every weight is 1', () => {
    const hidden = encode([1, 2, 3]);
    expect(a1111.weigh(hidden, [1, 1, 1])).toBe(hidden);
  });

  it('refuse an embedding that no window can hold', () => {
    expect(() => a1111.chunk('big', tokenizer, new Map([['big', { count: 76 }]]))).toThrow('76 vectors');
  });
});

describe('plain prompts', () => {
  it('are one window with every sign itself, and say what was dropped', () => {
    const text = `(a:1.2) BREAK ${'cat '.repeat(90)}dog`;
    const { chunks, dropped } = plain.chunk(text, tokenizer, new Map());
    expect(chunks).toHaveLength(1);
    expect(chunks[0]!.ids).toEqual(tokenizer.window(text).ids);
    expect(dropped).toBe(tokenizer.window(text).dropped);
    expect(dropped).toMatch(/^cat .*dog$/);
  });

  it('give the empty window for an empty text', () => {
    expect(plain.chunk('', tokenizer, new Map()).chunks).toEqual([emptyChunk(tokenizer)]);
    expect(emptyChunk(tokenizer).ids).toEqual(tokenizer.window('').ids);
  });
});

describe('prompt editing', () => {
  // Several unbalanced signs, which the reference's ambiguous grammar happens to read otherwise than it reads their parts.
  const ambiguous = ['b 2:[:0.3][[[[2', '[a:[a::0.3]):0.5'];

  it('equals the reference over the first pass', () => {
    const cases = golden.schedules.filter(({ prompt }) => !ambiguous.includes(prompt));
    for (const { prompt, steps, schedule } of cases) {
      expect(
        scheduleOf(prompt, { count: steps, before: 0 }).map(({ until, text }) => [until, text]),
        prompt,
      ).toEqual(schedule);
    }
    expect(cases.length).toBeGreaterThan(430);
  });

  it('equals the reference over a second pass', () => {
    for (const { prompt, steps, before, schedule } of golden.hires) {
      expect(
        scheduleOf(prompt, { count: steps, before }).map(({ until, text }) => [until, text]),
        prompt,
      ).toEqual(schedule);
    }
  });

  it('says which stage a step is in', () => {
    const schedule = scheduleOf('[a:b:2]', { count: 5, before: 0 });
    expect([0, 1, 2, 3, 4].map((step) => stageAt(schedule, step).text)).toEqual(['a', 'a', 'a', 'b', 'b']);
  });
});

describe('table', () => {
  it('has ids of its own and refuses others', () => {
    expect(new Set(promptSyntaxes.map(({ id }) => id)).size).toBe(promptSyntaxes.length);
    expect(() => promptSyntaxById('prose@1')).toThrow('prose@1');
    expect(() => promptSyntaxById('plain@1').create({ emphasis: 'original' })).toThrow('emphasis');
  });
});
