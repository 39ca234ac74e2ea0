import { readOptions, type OptionSpecs } from '../options.ts';
import { parseAttention } from './attention.ts';
import { chunkTokens } from './chunks.ts';
import type { PromptPiece } from './prompt.ts';
import { multiplyRows, multiplyRowsKeepMean } from './weigh.ts';

const a1111Options = {
  commaBacktrack: {
    kind: 'number',
    label: 'Comma backtracking',
    explanation: 'How many tokens back a long prompt looks for a comma to break at; 0 breaks where the window ends.',
    min: 0,
    max: 75,
    step: 1,
    default: 20,
  },
  emphasis: {
    kind: 'choice',
    label: 'Emphasis',
    explanation: 'Whether weights keep the mean of the text’s numbers, as A1111’s original, or not, which suits SDXL better.',
    choices: ['original', 'no norm'],
    default: 'original',
  },
} as const satisfies OptionSpecs;

/** A1111's prompts: weights, BREAK, any length in windows of 75 tokens, weights on the hidden states of each window. Nothing is dropped.
 * Token ids are the model folder's tokenizer's: SDXL's second one matches `!` by itself, as in diffusers, where A1111 uses OpenCLIP's, which does not. */
export const a1111Weights: PromptPiece = {
  id: 'a1111-weights@1',
  label: 'A1111 weights',
  explanation: '(word:1.2) weighs more, [word] less, BREAK starts a new window, and prompts can be of any length.',
  options: a1111Options,
  create: (given) => {
    const { commaBacktrack, emphasis } = readOptions(a1111Options, given);
    return {
      parse: parseAttention,
      chunk: (text, tokenizer, embeddings) => ({
        chunks: chunkTokens(parseAttention(text), tokenizer, embeddings, commaBacktrack),
        dropped: '',
      }),
      weigh: emphasis === 'original' ? multiplyRowsKeepMean : multiplyRows,
    };
  },
};
