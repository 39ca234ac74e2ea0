import { PictureError } from './errors.ts';
import type { Model } from './model.ts';
import type { PictureEvent, PictureRequest, PictureResult } from './types.ts';

/** Makes one picture. Yields progress; returns the picture; throws `PictureError`, or the signal's reason when aborted. */
export async function* generatePicture(
  model: Model,
  _request: PictureRequest,
  signal: AbortSignal,
): AsyncGenerator<PictureEvent, PictureResult, void> {
  signal.throwIfAborted();
  yield { kind: 'encoding' };
  throw new PictureError('model-unsupported', `Running models is not built yet (${model.description.name}).`);
}
