import { readPreviewDecoder } from '../graphs/taesd.ts';
import { graphOptionsFor } from '../graphs/read-model.ts';
import { PictureError } from './errors.ts';
import { type Model, withWarning } from './model.ts';
import { sentence } from '../words/sentence.ts';

/** The model with a small decoder for its previews; the picture itself is not touched. One that cannot be used costs a sentence, no picture. */
export const withPreviewDecoder = (model: Model, path: string): Model => {
  try {
    return { ...model, previewDecoder: readPreviewDecoder(path, graphOptionsFor(model.provider)) };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return withWarning(model, sentence('preview.own-decoder', { why: error.words }));
  }
};
