import { setImmediate as turn } from 'node:timers/promises';
import type { EngineReply, EngineRequest } from '../contract/engine.ts';
import type { Recipe } from '../contract/recipe.ts';
import {
  type Model,
  type Picture,
  PictureError,
  type PictureEvent,
  type PictureRequest,
  type PictureResult,
  type TilePlace,
  generatePicture,
} from '../../native-models/pipelines/index.ts';
import { type Circumstances, type KeptRun, decodeState, encodeState } from './kept-state.ts';
import type { WantedModel } from './open-models.ts';
import { readMask, readPicture, toPng, toPreview } from './pictures.ts';
import { createPreviewGate } from './preview-gate.ts';
import { createTrace } from './trace.ts';
import { engineVersion } from './version.ts';

export type RunRequest = Extract<EngineRequest, { kind: 'run' }>;
type Send = (reply: EngineReply, body?: Uint8Array) => void;

type StepEvent = Extract<PictureEvent, { kind: 'step' }>;

/** Where steps are slow, a state is sent at least this often: milliseconds. */
const longestUnkept = 10_000;

/** Sends the run's state after every n-th step and the last, and at a bad end the newest that there is. */
const createKeeper = ({ ask, keepEvery }: RunRequest, circumstances: Circumstances, so: () => Omit<KeptRun, 'state'>, send: Send) => {
  let newest: StepEvent | null = null;
  let last = performance.now();
  const keep = (): void => {
    if (newest === null || keepEvery === 0) return;
    const { index, count, state } = newest;
    newest = null;
    last = performance.now();
    send({ kind: 'state', ask, step: index + 1, steps: count }, encodeState({ state: state(), ...so() }, circumstances));
  };
  return {
    keep,
    note: (event: StepEvent): void => {
      newest = event;
      const isDue = (event.index + 1) % keepEvery === 0 || performance.now() - last > longestUnkept;
      if (isDue || event.index + 1 === event.count) keep();
    },
  };
};

/** Of a run's time, for the small pictures of its steps; a short run has at least so many milliseconds. */
const traceShare = 0.06;
const leastTrace = 150;

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
  getModels: (wanted: readonly WantedModel[]) => Promise<Model[]>;
  signal: AbortSignal;
  send: Send;
}): Promise<void> => {
  const { ask, recipe, previewEvery } = request;
  const startedAt = performance.now();
  send({ kind: 'progress', ask, stage: 'loading', step: 0, steps: recipe.steps });
  await turn();
  const bare = { loras: [], inversions: [] };
  const [model, weak] = await getModels([request, ...(request.weak === null ? [] : [{ ...bare, model: request.weak }])]);
  if (model === undefined) throw new Error('no model was opened');
  const loadedAt = performance.now();
  signal.throwIfAborted();
  const stepTimes: number[] = [];
  const { files, model: what } = request;
  const key = JSON.stringify([files, what.family, recipe.predicts, recipe.components, recipe.loras, recipe.inversions]);
  const circumstances = { key, provider: [model.provider, request.target, ...request.distrusts].join(', ') };
  const from = request.from === null ? null : decodeState(body.subarray(-request.from), circumstances);
  const trace = createTrace(undefined, from?.steps);
  const spent = (): number => (from?.spent ?? 0) + performance.now() - startedAt;
  const keeper = createKeeper(request, circumstances, () => ({ steps: trace.steps(), spent: spent() }), send);
  const afterTile = async ({ step, steps, tile, tiles }: TilePlace): Promise<void> => {
    send({ kind: 'progress', ask, stage: 'sampling', step: step - 1, steps, tile: { done: tile, of: tiles } });
    // a cancel is known before the next tile
    await turn();
  };
  const companions = { afterTile, ...(weak === undefined ? {} : { weak }), ...(from === null ? {} : { from: from.state }) };
  const picture = await toPictureRequest(recipe, request, body);
  const run = generatePicture(model, picture, signal, companions);
  const watch = (event: StepEvent): void => {
    trace.note(event);
    keeper.note(event);
  };
  const result = await report(run, request, send, {
    watch,
    seen: trace.seen,
    onStep: (milliseconds) => stepTimes.push(milliseconds),
  }).catch((error: unknown) => {
    keeper.keep();
    throw error;
  });
  const made = await trace.finish(
    result.picture,
    previewEvery === 0 ? 0 : Math.max(leastTrace, (performance.now() - loadedAt) * traceShare),
  );
  send({ kind: 'trace', ask, trace: made.trace }, made.strip);
  const png = await toPng(result.picture);
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
      timings: { loading: loadedAt - startedAt, run: spent() - (loadedAt - startedAt), step: medianStep(stepTimes) },
    },
    png,
  );
};

const medianStep = (times: readonly number[]): number | null => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;

/** A preview that cannot be decoded is left out: what the picture itself makes of it, its own decode says. */
const unlessBroken = (error: unknown): null => {
  if (error instanceof PictureError && error.code === 'not-finite') return null;
  throw error;
};

/** Runs to the end, and says on the way what a window shows. */
const report = async (
  run: AsyncGenerator<PictureEvent, PictureResult, void>,
  { ask, recipe, previewEvery }: RunRequest,
  send: Send,
  {
    watch,
    seen,
    onStep,
  }: Readonly<{
    watch: (event: StepEvent) => void;
    seen: (index: number, preview: Picture) => void;
    onStep: (milliseconds: number) => void;
  }>,
): Promise<PictureResult> => {
  const gate = createPreviewGate({ every: previewEvery });
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
        watch(event);
        const now = performance.now();
        onStep(now - asked);
        if (event.previewFits && gate.open(event.index, event.count, now)) {
          const preview = await event.preview().catch(unlessBroken);
          if (preview !== null) {
            seen(event.index, preview);
            send({ kind: 'preview', ask, type: 'image/jpeg' }, await toPreview(preview));
          }
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
  tiles: recipe.tiles,
  earlier: recipe.branch?.earlier ?? [],
  source:
    recipe.source === null || image === null
      ? null
      : {
          image: await readPicture(body.subarray(0, image), recipe.width, recipe.height),
          strength: recipe.source.strength,
          outside: recipe.source.edge === 'soft' ? 'blended' : 'original',
          mask: mask === null ? null : await readMask(body.subarray(image, image + mask), recipe.width, recipe.height),
        },
});
