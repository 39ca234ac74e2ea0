import type { Model } from '../model.ts';
import type { PictureRequest } from '../types.ts';
import { guidanceEmbedding } from './guidance-embedding.ts';
import { timeIdsFor } from './micro-conditions.ts';
import type { Condition } from './network.ts';
import { encodeText, type Text, zeroText } from './text.ts';

export type Conditions = Readonly<{ positive: Condition /** Null where no unconditional pass is made. */; negative: Condition | null }>;

/** The texts of a request, encoded; they serve passes of any size. */
export type Texts = Readonly<{ positive: Text; negative: Text | null }>;

/** The network takes the guidance scale as an input and needs no second pass. */
const takesGuidance = ({ parts }: Model): boolean => parts.denoiser.role.timestepCond !== null;

/** Ids for each encoder. What does not fit its window is left out, and said. */
const windowsOf = (model: Model, text: string, name: string, warnings: string[]): readonly (readonly number[])[] => {
  const windows = model.tokenizers.map((tokenizer) => tokenizer.window(text));
  const dropped = windows.find((window) => window.dropped !== '')?.dropped;
  if (dropped !== undefined) warnings.push(`The ${name} is too long: “${dropped}” was left out.`);
  return windows.map(({ ids }) => ids);
};

export const encodeTexts = async (model: Model, request: PictureRequest, signal: AbortSignal, warnings: string[]): Promise<Texts> => {
  const positive = await encodeText(model, windowsOf(model, request.prompt, 'prompt', warnings), signal);
  if (request.guidance.scale <= 1 || takesGuidance(model)) return { positive, negative: null };
  if (request.negativePrompt === '' && model.parts.zeroEmptyNegative) return { positive, negative: zeroText(positive) };
  return { positive, negative: await encodeText(model, windowsOf(model, request.negativePrompt, 'negative prompt', warnings), signal) };
};

/** A graph that leaves the width of its guidance embedding open has LCM's own. */
const usualEmbedding = 256;

export const conditionsFor = (
  model: Model,
  { positive, negative }: Texts,
  size: Readonly<{ width: number; height: number }>,
  scale: number,
): Conditions => {
  const { family } = model.description;
  const port = model.parts.denoiser.role.timestepCond;
  const width = port?.shape[1];
  const timestepCond = port === null ? null : guidanceEmbedding(scale, typeof width === 'number' ? width : usualEmbedding);
  return {
    positive: { ...positive, timeIds: timeIdsFor(family, size, 'positive'), timestepCond },
    negative: negative === null ? null : { ...negative, timeIds: timeIdsFor(family, size, 'negative'), timestepCond },
  };
};
