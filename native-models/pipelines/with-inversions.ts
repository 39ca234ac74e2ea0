import type { TextualInversion } from '../graphs/textual-inversion.ts';
import { PictureError } from './errors.ts';
import type { Model } from './model.ts';
import { sentence } from '../words/sentence.ts';

/**
 * The model with these textual inversions, and no others: their names in a prompt stand for their vectors. Nothing is opened. Throws
 * `PictureError` for a model whose text encoder takes ids only.
 */
export const withInversions = (model: Model, inversions: readonly TextualInversion[]): Model => {
  if (inversions.length > 0 && model.source.written !== true) {
    throw new PictureError('model-unsupported', sentence('inversions.onnx', { name: model.source.name }));
  }
  return { ...model, inversions };
};
