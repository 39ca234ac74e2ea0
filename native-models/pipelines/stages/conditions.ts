import type { ConditionName } from '../../denoisers/guidance/guidance.ts';
import { emptyChunk } from '../../prompts/chunks.ts';
import { promptSyntaxById } from '../../prompts/index.ts';
import type { Chunk, PromptSyntax } from '../../prompts/prompt.ts';
import { PictureError, refusing } from '../errors.ts';
import type { Model } from '../model.ts';
import type { PictureRequest } from '../types.ts';
import { guidanceEmbedding } from './guidance-embedding.ts';
import { timeIdsFor } from './micro-conditions.ts';
import type { Condition } from './network.ts';
import { learnedNames } from './learned.ts';
import type { Tile } from './tiling.ts';
import { encodeText, type Text, zeroText } from './text.ts';
import { type Place, textAtFor } from './text-at.ts';
import { type Words, sentence } from '../../words/sentence.ts';

/** The texts of a request, each encoded when a call first needs it; they serve passes of any size. */
export type Texts = (name: ConditionName, place: Place) => Promise<Text>;

/** A graph of a fixed number of tokens takes so many windows and no more. */
const mostWindows = ({ parts, tokenizers }: Model): number => {
  const tokens = parts.denoiser.role.context.shape[1];
  return typeof tokens === 'number' ? Math.max(1, Math.floor(tokens / tokenizers[0]!.length)) : Infinity;
};

/** Windows for each encoder. What finds no place in them is left out, and said. */
const windowsOf = (model: Model, text: string, name: Words, syntax: PromptSyntax, warnings: Words[]): readonly (readonly Chunk[])[] => {
  const most = mostWindows(model);
  const all = model.tokenizers.map((tokenizer, index) =>
    refusing('prompt-invalid', () => syntax.chunk(text, tokenizer, learnedNames(model, index))),
  );
  const count = Math.min(most, Math.max(...all.map(({ chunks }) => chunks.length)));
  const dropped = all.find((chunked) => chunked.dropped !== '')?.dropped ?? '';
  if (dropped !== '') warnings.push(sentence('prompt.dropped', { name, dropped }));
  else if (all.some(({ chunks }) => chunks.length > most)) warnings.push(sentence('prompt.end-dropped', { name }));
  // two vocabularies may cut a text into different numbers of windows
  return all.map(({ chunks }, index) => Array.from({ length: count }, (_, i) => chunks[i] ?? emptyChunk(model.tokenizers[index]!)));
};

export const textsOf = (model: Model, request: PictureRequest, signal: AbortSignal, warnings: Words[]): Texts => {
  const { id, options } = request.promptSyntax;
  const piece = refusing('piece-unknown', () => promptSyntaxById(id));
  const syntax = refusing('piece-refused', () => piece.create(options));
  const known = new Map<string, Promise<Text>>();
  const encoded = (text: string, name: Words): Promise<Text> => {
    const pending = known.get(text) ?? encodeText(model, windowsOf(model, text, name, syntax, warnings), syntax, signal);
    known.set(text, pending);
    return pending;
  };
  const textAt = textAtFor(request.promptSyntax);
  const positive = (place: Place): Promise<Text> => encoded(textAt(request.prompt, place), sentence('name.prompt'));
  const zeros = new Map<Text, Text>();
  const zero = async (place: Place): Promise<Text> => {
    const text = await positive(place);
    const none = zeros.get(text) ?? zeroText(text);
    zeros.set(text, none);
    return none;
  };
  const negative = async (place: Place): Promise<Text> =>
    request.negativePrompt === '' && model.parts.zeroEmptyNegative
      ? zero(place)
      : encoded(textAt(request.negativePrompt, place), sentence('name.negativePrompt'));
  const texts: Readonly<Record<ConditionName, (place: Place) => Promise<Text>>> = {
    positive,
    negative,
    imageless: negative,
    empty: async (place) => (model.parts.zeroEmptyNegative ? zero(place) : encoded('', sentence('name.prompt'))),
    weak: async () => {
      throw new PictureError('piece-refused', sentence('guidance.autoguidance'));
    },
  };
  return (name, place) => texts[name](place);
};

type Size = Readonly<{ width: number; height: number }>;

/** A graph that leaves the width of its guidance embedding open has LCM's own. */
const usualEmbedding = 256;

/** A text with what else the network is told of this part of the picture: SDXL's sizes, LCM's guidance scale, a picture (which is zeros where there is none). */
export const conditionOf = (
  model: Model,
  text: Text,
  name: ConditionName,
  { size, part, scale, extra }: Readonly<{ size: Size; part: Tile; scale: number; extra: Float32Array | null }>,
): Condition => {
  const port = model.parts.denoiser.role.timestepCond;
  const width = port?.shape[1];
  return {
    ...text,
    timeIds: timeIdsFor(model.description.family, size, part, name === 'positive' ? 'positive' : 'negative'),
    extra: extra !== null && name === 'imageless' ? new Float32Array(extra.length) : extra,
    timestepCond: port === null ? null : guidanceEmbedding(scale, typeof width === 'number' ? width : usualEmbedding),
  };
};
