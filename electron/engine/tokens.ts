import type { EngineRequest } from '../contract/engine.ts';
import type { TokenCount } from '../contract/records.ts';
import { PictureError, refusing } from '../../native-models/pipelines/errors.ts';
import { graphOptionsFor, readModel } from '../../native-models/graphs/read-model.ts';
import { promptSyntaxById } from '../../native-models/prompts/index.ts';
import type { Chunked, PromptTokenizer } from '../../native-models/prompts/prompt.ts';
import { clipTokenizer } from '../../native-models/tokenizers/clip.ts';
import { sentence } from '../../native-models/words/sentence.ts';

type TokensRequest = Extract<EngineRequest, { kind: 'tokens' }>;

const tokenizerOf = async (folder: string): Promise<PromptTokenizer> => {
  const [files] = (await readModel(folder, graphOptionsFor('cpu'))).tokenizers;
  if (files === undefined) throw new PictureError('model-incomplete', sentence('tokens.none'));
  return refusing('config-invalid', () => clipTokenizer(files));
};

/** Text tokens of a window: up to the first EOS, without BOS. */
const usedOf = (ids: readonly number[], { eos }: PromptTokenizer): number => {
  const end = ids.indexOf(eos, 1);
  return (end < 0 ? ids.length : end) - 1;
};

/** The first position from which a text takes more than before: what is cut off there no longer fits into `fits`. */
const firstBeyond = (text: string, fits: (part: string) => boolean): number => {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  // a word is never shown cut in two
  return text.slice(0, low).search(/\S*$/);
};

/** Counts as the run will, with the first text encoder's tokenizer. Keeps the tokenizer of the last model. */
export const createTokenCounter = (): ((request: TokensRequest) => Promise<TokenCount>) => {
  let kept: Readonly<{ folder: string; tokenizer: Promise<PromptTokenizer> }> | null = null;
  return async ({ folder, prompt, promptSyntax }) => {
    if (kept?.folder !== folder) kept = { folder, tokenizer: tokenizerOf(folder) };
    const tokenizer = await kept.tokenizer;
    const piece = refusing('piece-unknown', () => promptSyntaxById(promptSyntax.id));
    const syntax = refusing('piece-refused', () => piece.create(promptSyntax.options));
    const chunk = (text: string): Chunked => syntax.chunk(text, tokenizer, new Map());
    const { chunks, dropped } = chunk(prompt);
    const starts = chunks.slice(1).map((_, index) => firstBeyond(prompt, (part) => chunk(part).chunks.length <= index + 1));
    if (dropped !== '') starts.push(firstBeyond(prompt, (part) => chunk(part).dropped === ''));
    return { windows: chunks.map(({ ids }) => ({ used: usedOf(ids, tokenizer), room: tokenizer.length - 2 })), starts, dropped };
  };
};
