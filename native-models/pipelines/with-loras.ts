import type { LoraUse } from '../graphs/lora/adapt.ts';
import { PictureError } from './errors.ts';
import { type Model, openParts, partsOf, withWarning } from './model.ts';
import { sentence } from '../words/sentence.ts';

/**
 * The model with these LoRAs, and no others, applied; an empty list gives the model as it is in its file. Only networks that a LoRA changes are
 * opened anew; when the same LoRAs come with other scales nothing is, and only the changed weights are computed again. The result shares its
 * sessions with `model`: go on with the result, and close one of them. Throws `PictureError` when a LoRA fits no part of the model.
 */
export const withLoras = async (model: Model, uses: readonly LoraUse[]): Promise<Model> => {
  const { source, provider, sessions } = model;
  if (source.adapt === undefined) {
    if (uses.length === 0) return model;
    throw new PictureError('model-unsupported', sentence('lora.onnx', { name: source.name }));
  }
  const { components, warnings } = source.adapt(uses);
  const { parts, description } = partsOf({ ...source, components }, provider);
  const kept = new Set(components.map(({ file }) => file));
  for (const { file } of source.components) if (!kept.has(file)) await sessions.release(file);
  // the weights of the last LoRAs leave before those of the next ones come
  for (const { forget } of source.components) forget?.();
  const adapted: Model = {
    ...model,
    description,
    source: { ...source, components },
    parts: { ...parts, scheduler: model.parts.scheduler },
  };
  await openParts(adapted);
  return warnings.reduce<Model>(withWarning, adapted);
};
