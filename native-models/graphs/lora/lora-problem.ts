import { PictureError } from '../../pipelines/errors.ts';
import type { Words } from '../../words/sentence.ts';
import { networksOf } from '../open-checkpoint.ts';
import { findNetworks, type ModelWish } from '../read-model.ts';
import { misfits } from './adapt.ts';
import { readLora } from './read-lora.ts';

/**
 * Why a LoRA cannot be used with a model, from the shapes in their headers: it fits no part of it. Null where it fits, also in part, and for ONNX
 * exports, whose weights only opening tells. Throws `PictureError` where one of the files is not what it should be.
 */
export const loraProblem = async (model: Pick<ModelWish, 'path' | 'textEncoders'>, lora: string): Promise<Words | null> => {
  const networks = await findNetworks(model);
  if (networks === null) return null;
  const read = readLora(lora);
  try {
    misfits(networksOf(networks), [{ lora: read, scale: 1 }]);
    return null;
  } catch (error) {
    if (error instanceof PictureError && error.code === 'model-unsupported') return error.words;
    throw error;
  }
};
