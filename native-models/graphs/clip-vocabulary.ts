import type { TokenizerFiles } from '../tokenizers/files.ts';
import merged from './clip-merges.json' with { type: 'json' };

const codes = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** GPT-2's alphabet: a visible character for each byte, the visible ones first. */
const alphabet = (): readonly string[] => {
  const visible = [...codes(33, 126), ...codes(161, 172), ...codes(174, 255)];
  const hidden = 256 - visible.length;
  return [...visible, ...codes(256, 255 + hidden)].map((code) => String.fromCharCode(code));
};

/** Every Stable Diffusion text encoder has CLIP's vocabulary of 49,408 tokens: bytes, bytes that end a word, merges, start, end. */
export const clipVocabulary = (): Readonly<{ vocab: Readonly<Record<string, number>>; merges: readonly string[] }> => {
  const merges = merged.merges.split('\n');
  const bytes = alphabet();
  const tokens = [
    ...bytes,
    ...bytes.map((byte) => `${byte}</w>`),
    ...merges.map((pair) => pair.replace(' ', '')),
    '<|startoftext|>',
    '<|endoftext|>',
  ];
  const vocab: Record<string, number> = Object.create(null) as Record<string, number>;
  tokens.forEach((token, id) => {
    vocab[token] = id;
  });
  return { vocab, merges };
};

/** The tokenizer of a checkpoint that brings none. CLIP's own pads with the end token, OpenCLIP's (SD 2.x, second of XL) with `!`, token 0. */
export const builtInTokenizer = (dialect: 'clip' | 'open-clip'): TokenizerFiles => {
  const end = '<|endoftext|>';
  const pad = dialect === 'clip' ? end : '!';
  return {
    kind: 'vocab-merges',
    ...clipVocabulary(),
    special: { bos_token: '<|startoftext|>', eos_token: end, unk_token: end, pad_token: pad },
    maxLength: 77,
  };
};
