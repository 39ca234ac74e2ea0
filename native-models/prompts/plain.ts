import { chunkTokens } from './chunks.ts';
import type { PromptPiece } from './prompt.ts';
import { readOptions } from '../options.ts';

/** The text as it is, in one window: what does not fit is dropped, as diffusers and transformers do. */
export const plain: PromptPiece = {
  id: 'plain@1',
  label: 'Plain',
  explanation: 'Every sign means itself; text beyond the encoder’s window is left out.',
  options: {},
  create: (options) => {
    readOptions({}, options);
    return {
      parse: (text) => [{ kind: 'text', text, weight: 1 }],
      chunk: (text, tokenizer, embeddings) => {
        const [first, ...rest] = chunkTokens([{ kind: 'text', text, weight: 1 }], tokenizer, embeddings, 0);
        return { chunks: [first!], dropped: tokenizer.decode(rest.flatMap(({ ids }) => ids)) };
      },
      weigh: (hidden) => hidden,
    };
  },
};
