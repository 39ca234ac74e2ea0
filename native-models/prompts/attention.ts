import type { Segment } from './prompt.ts';

const pieces = /\\\(|\\\)|\\\[|\\]|\\\\|\\|\(|\[|:\s*([+-]?[.\d]+)\s*\)|\)|]|[^\\()[\]:]+|:/g;
const breaks = /\s*\bBREAK\b\s*/;

/** A bracket multiplies what it holds by this, or divides by it when square. */
const emphasis = 1.1;

/**
 * A1111's attention syntax (`modules/prompt_parser.py`, `parse_prompt_attention`): `(a)` weighs a by 1.1, `[a]` by 1/1.1, `(a:1.3)` by 1.3; nested
 * weights multiply, an unclosed bracket holds to the end, `\(` is the sign itself, BREAK ends a chunk. Neighbours of one weight are one
 * stretch. Differs in one place: BREAK inside brackets is a BREAK here, where A1111 reads the word with weight −1.1.
 */
export const parseAttention = (text: string): readonly Segment[] => {
  const found: Segment[] = [];
  const round: number[] = [];
  const square: number[] = [];
  const multiplyFrom = (start: number, factor: number): void => {
    for (let i = start; i < found.length; i++) {
      const segment = found[i]!;
      if (segment.kind === 'text') found[i] = { ...segment, weight: segment.weight * factor };
    }
  };
  const add = (plain: string): void => {
    found.push({ kind: 'text', text: plain, weight: 1 });
  };

  for (const match of text.matchAll(pieces)) {
    const piece = match[0];
    const weight = match[1] === undefined ? NaN : Number(match[1]);
    if (piece.startsWith('\\')) add(piece.slice(1));
    else if (piece === '(') round.push(found.length);
    else if (piece === '[') square.push(found.length);
    else if (!Number.isNaN(weight) && round.length > 0) multiplyFrom(round.pop()!, weight);
    else if (piece === ')' && round.length > 0) multiplyFrom(round.pop()!, emphasis);
    else if (piece === ']' && square.length > 0) multiplyFrom(square.pop()!, 1 / emphasis);
    else {
      for (const [i, part] of piece.split(breaks).entries()) {
        if (i > 0) found.push({ kind: 'break' });
        add(part);
      }
    }
  }
  for (const start of round) multiplyFrom(start, emphasis);
  for (const start of square) multiplyFrom(start, 1 / emphasis);
  return merged(found);
};

const merged = (segments: readonly Segment[]): readonly Segment[] => {
  const out: Segment[] = [];
  for (const segment of segments) {
    const last = out.at(-1);
    if (segment.kind === 'text' && last?.kind === 'text' && last.weight === segment.weight) {
      out[out.length - 1] = { ...last, text: last.text + segment.text };
    } else {
      out.push(segment);
    }
  }
  return out.length === 0 ? [{ kind: 'text', text: '', weight: 1 }] : out;
};
