import {
  closeModel,
  generatePicture,
  type Model,
  type OpenOptions,
  openModel,
  type PictureRequest,
  type Provider,
} from '../pipelines/index.ts';

/** Milliseconds, unless the name says otherwise. */
export type Figures = Readonly<{
  model: string;
  provider: string;
  size: string;
  steps: number;
  /** Opening the sessions, from the files. */
  load: number;
  /** The texts of one picture. */
  encode: number;
  /** One call of the denoiser inside onnxruntime: the median. */
  networkCall: number;
  calls: number;
  /** What we add to a step, everything that is not inside onnxruntime: the median of all steps. */
  ownPerStep: number;
  /** The same as a share of the step. */
  ownShare: number;
  decode: number;
  /** One picture from request to bytes, sessions open and warm. */
  picture: number;
  /** Largest resident size of this process so far, MiB. */
  peakMemory: number;
}>;

const plain = (id: string) => ({ id, options: {} });

export const requestFor = (
  { description }: Model,
  steps: number,
  size: Readonly<{ width: number; height: number }> | null,
): PictureRequest => {
  const { defaults, examples, tasks } = description;
  if (!tasks.includes('text-to-image')) throw new Error(`${description.name} makes no pictures from text alone; bench another model`);
  return {
    prompt: examples[0] ?? 'a red balloon on a beach',
    negativePrompt: '',
    width: size?.width ?? defaults.width,
    height: size?.height ?? defaults.height,
    seed: 7,
    steps,
    sampler: plain(defaults.sampler),
    schedule: plain(defaults.schedule),
    guidance: { ...plain('cfg@1'), scale: defaults.guidance },
    noise: plain('torch-cpu@1'),
    prior: plain('gaussian@1'),
    promptSyntax: plain('plain@1'),
    source: null,
  };
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Time inside onnxruntime, by network. */
const stopwatch = () => {
  const calls = new Map<string, number[]>();
  return {
    around: async <T>(network: string, call: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      const result = await call();
      calls.set(network, [...(calls.get(network) ?? []), performance.now() - start]);
      return result;
    },
    reset: () => calls.clear(),
    of: (network: string): readonly number[] => calls.get(network) ?? [],
    all: (): number => [...calls.values()].flat().reduce((sum, time) => sum + time, 0),
  };
};

type Options = Readonly<{
  provider: Provider;
  target?: OpenOptions['target'];
  steps: number | null;
  size: Readonly<{ width: number; height: number }> | null;
  repeats: number;
  threads: number | null;
}>;

type Watch = ReturnType<typeof stopwatch>;
/** `own`: for every step what it took beside the calls into onnxruntime. */
type Round = Readonly<{ own: readonly number[]; steps: readonly number[]; decode: number; picture: number; calls: number }>;

/** One picture, step by step. */
const timed = async (model: Model, request: PictureRequest, watch: Watch): Promise<Round> => {
  const run = generatePicture(model, request, new AbortController().signal);
  const start = performance.now();
  const own: number[] = [];
  const steps: number[] = [];
  let last = start;
  let inside = 0;
  let item = await run.next();
  for (; item.done !== true; item = await run.next()) {
    const now = performance.now();
    const total = watch.all();
    if (item.value.kind === 'step') {
      own.push(now - last - (total - inside));
      steps.push(now - last);
    }
    last = now;
    inside = total;
  }
  const end = performance.now();
  return { own, steps, decode: end - last, picture: end - start, calls: item.value.calls };
};

/** Opens a model, makes one picture to warm up and `repeats` to measure; medians. */
export const measure = async (folder: string, { provider, target, steps, size, repeats, threads }: Options): Promise<Figures> => {
  const watch = stopwatch();
  const opening = performance.now();
  const model = await openModel(folder, {
    provider,
    around: watch.around,
    ...(target === undefined ? {} : { target }),
    ...(threads === null ? {} : { threads }),
  });
  const load = performance.now() - opening;
  try {
    const request = requestFor(model, steps ?? model.description.defaults.steps, size);
    await timed(model, request, watch);
    const rounds: Round[] = [];
    const network: number[] = [];
    const text: number[] = [];
    for (let round = 0; round < repeats; round++) {
      watch.reset();
      rounds.push(await timed(model, request, watch));
      network.push(...watch.of(model.parts.denoiser.source.file));
      text.push(model.parts.textEncoders.flatMap(({ source }) => watch.of(source.file)).reduce((sum, time) => sum + time, 0));
    }
    const ownPerStep = median(rounds.flatMap(({ own }) => own));
    return {
      model: model.description.name,
      provider: model.provider,
      size: `${request.width}×${request.height}`,
      steps: rounds[0]!.steps.length,
      load,
      encode: median(text),
      networkCall: median(network),
      calls: rounds[0]!.calls,
      ownPerStep,
      ownShare: ownPerStep / median(rounds.flatMap(({ steps: times }) => times)),
      decode: median(rounds.map(({ decode }) => decode)),
      picture: median(rounds.map(({ picture }) => picture)),
      peakMemory: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await closeModel(model);
  }
};
