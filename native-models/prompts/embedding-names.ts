import type { Embeddings, PromptTokenizer } from './prompt.ts';

export type NamedEmbedding = Readonly<{ name: string; ids: readonly number[]; count: number }>;

/** Finds the embedding whose name stands at a position of a token list; the longest name wins. Names are compared as token ids, so in any case of letters. */
export type FindEmbedding = (ids: readonly number[], position: number) => NamedEmbedding | undefined;

export const embeddingFinder = (embeddings: Embeddings, tokenizer: PromptTokenizer): FindEmbedding => {
  const named = [...embeddings]
    .map(([name, { count }]) => ({ name, count, ids: tokenizer.encode(name) }))
    .filter(({ ids }) => ids.length > 0)
    .toSorted((a, b) => b.ids.length - a.ids.length);
  return (ids, position) => named.find((entry) => entry.ids.every((id, i) => ids[position + i] === id));
};
