import type { ConditionName } from '../../denoisers/guidance/guidance.ts';
import { PictureError } from '../errors.ts';
import type { Model } from '../model.ts';
import type { PictureRequest } from '../types.ts';
import { guidanceEmbedding } from './guidance-embedding.ts';
import { timeIdsFor } from './micro-conditions.ts';
import type { Condition } from './network.ts';
import { encodeText, type Text, zeroText } from './text.ts';

/** The texts of a request, each encoded when first asked for; they serve passes of any size. */
export type Texts = (name: ConditionName) => Promise<Text>;

/** Ids for each encoder. What does not fit its window is left out, and said. */
const windowsOf = (model: Model, text: string, name: string, warnings: string[]): readonly (readonly number[])[] => {
  const windows = model.tokenizers.map((tokenizer) => tokenizer.window(text));
  const dropped = windows.find((window) => window.dropped !== '')?.dropped;
  if (dropped !== undefined) warnings.push(`The ${name} is too long: “${dropped}” was left out.`);
  return windows.map(({ ids }) => ids);
};

export const textsOf = (model: Model, request: PictureRequest, signal: AbortSignal, warnings: string[]): Texts => {
  const known = new Map<string, Promise<Text>>();
  const encoded = (text: string, name: string): Promise<Text> => {
    const pending = known.get(text) ?? encodeText(model, windowsOf(model, text, name, warnings), signal);
    known.set(text, pending);
    return pending;
  };
  const positive = (): Promise<Text> => encoded(request.prompt, 'prompt');
  return async (name) => {
    switch (name) {
      case 'positive':
        return positive();
      case 'negative':
        if (request.negativePrompt === '' && model.parts.zeroEmptyNegative) return zeroText(await positive());
        return encoded(request.negativePrompt, 'negative prompt');
      case 'empty':
        return model.parts.zeroEmptyNegative ? zeroText(await positive()) : encoded('', 'empty prompt');
      case 'weak':
        throw new PictureError('piece-refused', 'Autoguidance needs a second, weaker model. Choose one, or another guidance.');
    }
  };
};

/** A graph that leaves the width of its guidance embedding open has LCM's own. */
const usualEmbedding = 256;

/** A text with what else the network is told: SDXL's sizes, LCM's guidance scale. */
export const conditionOf = (
  model: Model,
  text: Text,
  name: ConditionName,
  size: Readonly<{ width: number; height: number }>,
  scale: number,
): Condition => {
  const port = model.parts.denoiser.role.timestepCond;
  const width = port?.shape[1];
  return {
    ...text,
    timeIds: timeIdsFor(model.description.family, size, name === 'positive' ? 'positive' : 'negative'),
    timestepCond: port === null ? null : guidanceEmbedding(scale, typeof width === 'number' ? width : usualEmbedding),
  };
};
