import { checkRequest } from './check-request.ts';
import type { Model } from './model.ts';
import { blended, composite, toPicture } from './pixels.ts';
import { type Companions, type RunEvent, runRequest } from './run.ts';
import type { Picture, PictureEvent, PictureRequest, PictureResult } from './types.ts';

const eventOf = (event: RunEvent): PictureEvent => {
  if (event.kind !== 'step') return event;
  const {
    step: { step, state, change },
    index,
    count,
    preview,
    previewFits,
    state: runState,
  } = event;
  return {
    kind: 'step',
    index,
    count,
    sigma: step.sigma,
    sigmaNext: step.sigmaNext,
    change,
    latent: state,
    preview: async () => toPicture(await preview()),
    previewFits,
    state: runState,
  };
};

const finished = (made: Picture, { source }: PictureRequest): Picture => {
  if (source?.mask == null || source.outside === 'decoded') return made;
  return (source.outside === 'blended' ? blended : composite)(made, source.image, source.mask);
};

/**
 * Makes one picture. Yields progress and returns the picture. The same request gives the same bytes.
 * Throws `PictureError` for what cannot be done, and the signal's reason once it is aborted, before the next network call.
 */
export async function* generatePicture(
  model: Model,
  request: PictureRequest,
  signal: AbortSignal,
  companions: Companions = {},
): AsyncGenerator<PictureEvent, PictureResult, void> {
  signal.throwIfAborted();
  checkRequest(model, request);
  const run = runRequest(model, request, signal, companions);
  let item = await run.next();
  for (; item.done !== true; item = await run.next()) yield eventOf(item.value);
  const { pixels, calls, warnings } = item.value;
  return { picture: finished(toPicture(pixels), request), calls, warnings };
}
