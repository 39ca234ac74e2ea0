import type { TextualInversion } from '../graphs/textual-inversion.ts';
import { PictureError } from './errors.ts';
import type { Model } from './model.ts';

/**
 * The model with these textual inversions, and no others: their names in a prompt stand for their vectors. Nothing is opened. Throws
 * `PictureError` for a model whose text encoder takes ids only.
 */
export const withInversions = (model: Model, inversions: readonly TextualInversion[]): Model => {
  if (inversions.length > 0 && model.source.written !== true) {
    throw new PictureError(
      'model-unsupported',
      `Textual inversions can be used with .safetensors checkpoints only; “${model.source.name}” is an ONNX export. Take the name out of the prompt, or choose the model as a .safetensors file.`,
    );
  }
  return { ...model, inversions };
};
