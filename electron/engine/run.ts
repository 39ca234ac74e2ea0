import { setImmediate as turn } from 'node:timers/promises';
import type { EngineReply, EngineRequest } from '../contract/engine.ts';
import type { Recipe } from '../contract/recipe.ts';
import { type Model, type PictureRequest, type PictureResult, generatePicture } from '../../native-models/pipelines/index.ts';
import { readMask, readPicture, toPng, toPreview } from './pictures.ts';
import { createPreviewGate } from './preview-gate.ts';
import { createTrace, type TraceRecorder } from './trace.ts';
import { engineVersion } from './version.ts';

export type RunRequest = Extract<EngineRequest, { kind: 'run' }>;
type Send = (reply: EngineReply, body?: Uint8Array) => void;

/** Of a run's time, for the small pictures of its steps. */
const traceShare = 0.06;

/** One picture, from the message to the PNG. Throws what the models throw, or the signal's reason. */
export const runPicture = async ({
  request,
  body,
  getModels,
  signal,
  send,
}: {
  request: RunRequest;
  body: Buffer;
  getModels: (folders: readonly string[]) => Promise<Model[]>;
  signal: AbortSignal;
  send: Send;
}): Promise<void> => {
  const { ask, recipe, previewEvery } = request;
  const startedAt = performance.now();
  send({ kind: 'progress', ask, stage: 'loading', step: 0, steps: recipe.steps });
  await turn();
  const { folder, weakFolder } = request;
  const [model, weak] = await getModels(weakFolder === null ? [folder] : [folder, weakFolder]);
  if (model === undefined) throw new Error('no model was opened');
  const loadedAt = performance.now();
  signal.throwIfAborted();
  const trace = createTrace();
  const stepTimes: number[] = [];
  const result = await sample(
    { model, ...(weak === undefined ? {} : { weak }) },
    await toPictureRequest(recipe, request, body),
    request,
    signal,
    send,
    trace,
    (milliseconds) => stepTimes.push(milliseconds),
  );
  const made = await trace.finish(result.picture, previewEvery === 0 ? 0 : (performance.now() - loadedAt) * traceShare);
  send({ kind: 'trace', ask, trace: made.trace }, made.strip);
  const png = await toPng(result.picture);
  const endedAt = performance.now();
  send(
    {
      kind: 'done',
      ask,
      width: result.picture.width,
      height: result.picture.height,
      calls: result.calls,
      warnings: [...result.warnings],
      engine: engineVersion,
      provider: model.provider,
      timings: { loading: loadedAt - startedAt, run: endedAt - loadedAt, step: medianStep(stepTimes) },
    },
    png,
  );
};

const medianStep = (times: readonly number[]): number | null => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;

const sample = async (
  { model, ...companions }: Readonly<{ model: Model; weak?: Model }>,
  picture: PictureRequest,
  { ask, recipe, previewEvery }: RunRequest,
  signal: AbortSignal,
  send: Send,
  trace: TraceRecorder,
  onStep: (milliseconds: number) => void,
): Promise<PictureResult> => {
  const gate = createPreviewGate({ every: previewEvery });
  const run = generatePicture(model, picture, signal, companions);
  for (;;) {
    const asked = performance.now();
    const next = await run.next();
    if (next.done === true) return next.value;
    const event = next.value;
    switch (event.kind) {
      case 'encoding':
        send({ kind: 'progress', ask, stage: 'encoding', step: 0, steps: recipe.steps });
        break;
      case 'decoding':
        send({ kind: 'progress', ask, stage: 'decoding', step: recipe.steps, steps: recipe.steps });
        break;
      case 'step': {
        send({ kind: 'progress', ask, stage: 'sampling', step: event.index + 1, steps: event.count });
        trace.note(event);
        const now = performance.now();
        onStep(now - asked);
        if (event.previewFits && gate.open(event.index, event.count, now)) {
          const preview = await event.preview();
          trace.seen(event.index, preview);
          send({ kind: 'preview', ask, type: 'image/jpeg' }, await toPreview(preview));
          gate.made(now, performance.now());
        }
        break;
      }
    }
    // a network call blocks this thread: here the pipe is read, so that a cancel is known before the next one
    await turn();
  }
};

const toPictureRequest = async (recipe: Recipe, { image, mask }: RunRequest, body: Buffer): Promise<PictureRequest> => ({
  prompt: recipe.prompt,
  negativePrompt: recipe.negativePrompt,
  width: recipe.width,
  height: recipe.height,
  seed: recipe.seed,
  steps: recipe.steps,
  sampler: recipe.sampler,
  schedule: recipe.schedule,
  guidance: recipe.guidance,
  noise: recipe.noise,
  prior: recipe.prior,
  promptSyntax: recipe.promptSyntax,
  hires: recipe.hires,
  source:
    recipe.source === null || image === null
      ? null
      : {
          image: await readPicture(body.subarray(0, image), recipe.width, recipe.height),
          strength: recipe.source.strength,
          mask: mask === null ? null : await readMask(body.subarray(image, image + mask), recipe.width, recipe.height),
        },
});
