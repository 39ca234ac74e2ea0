import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../contract/failure.ts';
import type { EngineModel, EngineReply, EngineRequest, ModelReport } from '../contract/engine.ts';
import type { Capabilities, TokenCount, Trace } from '../contract/records.ts';
import type { FallBack, MemoryUse, ProviderId, SelfTestReport } from '../contract/devices.ts';
import { type EngineOptions, type EngineProcess, DiedAtStart, startEngine } from './engine-process.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

type Done = Extract<EngineReply, { kind: 'done' }>;
type Progress = Extract<EngineReply, { kind: 'progress' }>;
type Run = Omit<Extract<EngineRequest, { kind: 'run' }>, 'kind' | 'image' | 'mask' | 'from'>;
const usual = {
  provider: 'cpu',
  target: 'cpu',
  distrusts: [],
  files: '',
  memoryBudget: null,
  keepEvery: 0,
} as const satisfies Partial<Run>;
/** A run that does not say what computes it is the processor's, without a limit of memory. */
type RunRequest = Omit<Run, keyof typeof usual> & Partial<Pick<Run, keyof typeof usual>>;
/** What an engine process says of itself. */
export type About = Readonly<{ onnxruntime: string; providers: readonly string[] }>;
type ScheduleRequest = Omit<Extract<EngineRequest, { kind: 'schedule' }>, 'kind' | 'ask'>;

type EmbedRequest = Readonly<{ clip: string; files: string; pictures: readonly Buffer[]; texts: readonly string[] }>;
/** Vectors of length 1 in the order of the request; null for a picture that cannot be read. */
export type Embedded = Readonly<{ pictures: readonly (Float32Array | null)[]; texts: readonly Float32Array[] }>;

type TokensRequest = Omit<Extract<EngineRequest, { kind: 'tokens' }>, 'kind' | 'ask'>;

/** What the steps of a run did, and their small pictures side by side as one WebP file. */
export type RunTrace = Readonly<{ trace: Trace; strip: Buffer }>;

export type RunWatch = Readonly<{
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  onPreview: (picture: Buffer, type: string) => void;
  /** What really computes it, and why not what was asked for. */
  onOpened?: (provider: ProviderId, fellBack: FallBack | null) => void;
  /** The run as it stands after a step, to be kept. */
  onState?: (state: Buffer, after: Readonly<{ step: number; steps: number }>) => void;
}>;

/** What goes with a run as bytes: the pictures that it starts from, and the state that it goes on from. */
export type RunFiles = Readonly<{ image: Buffer | null; mask: Buffer | null; from: Buffer | null }>;

/** The engine, however often its process dies. Everything that it refuses, and its death, is thrown as a `Failure`. */
export type Engine = Readonly<{
  /** Starts the process now, so that the first question does not wait for it. */
  warmUp: () => void;
  /** Versions and providers, as the process says them. */
  about: () => Promise<About>;
  inspect: (model: EngineModel) => Promise<ModelReport>;
  capabilities: () => Promise<Capabilities>;
  /** May kill the process. */
  selfTest: (provider: ProviderId) => Promise<SelfTestReport>;
  schedule: (request: ScheduleRequest) => Promise<number[]>;
  tokens: (request: TokensRequest) => Promise<TokenCount>;
  /** What a CLIP makes of pictures (files) and texts. */
  embed: (request: EmbedRequest) => Promise<Embedded>;
  run: (request: RunRequest, files: RunFiles, watch: RunWatch) => Promise<Readonly<{ done: Done; png: Buffer; trace: RunTrace | null }>>;
  /** Leaves the processor to the window for a moment. */
  stepBack: () => void;
  /** Kills the process, which is no fault of what it was doing; that fails with this reason. */
  kill: (reason: Words) => void;
  /** Ends the process and starts another, if it has nothing to do: what it does not give back is then free. */
  recycle: () => void;
  close: () => Promise<void>;
}>;

type Waiting = Readonly<{ take: (reply: EngineReply, body: Buffer) => void; fail: (failure: Failure) => void }>;

const longestPause = 30_000;
/** How long to wait before the next start after so many deaths in a row: the first restart is at once. */
export const pauseAfter = (deaths: number): number => (deaths <= 1 ? 0 : Math.min(longestPause, 250 * 2 ** (deaths - 1)));

const vectorsOf = (
  { width, unread }: Extract<EngineReply, { kind: 'embedded' }>,
  body: Buffer,
  pictures: number,
  texts: number,
): Embedded => {
  // copied: what came through the pipe need not begin where a float32 may
  const all = new Float32Array(Uint8Array.from(body).buffer);
  const rows = Array.from({ length: pictures + texts }, (_, row) => all.slice(row * width, (row + 1) * width));
  return { pictures: rows.slice(0, pictures).map((row, at) => (unread.includes(at) ? null : row)), texts: rows.slice(pictures) };
};

export const createEngine = (options: EngineOptions, onRest: (memory: MemoryUse) => void = () => undefined): Engine => {
  const waiting = new Map<string, Waiting>();
  let current: EngineProcess | null = null;
  let starting: Promise<EngineProcess> | null = null;
  let deaths = 0;
  let closed = false;
  let killedOnPurpose = false;

  const launch = async (): Promise<EngineProcess> => {
    await sleep((options.pause ?? pauseAfter)(deaths));
    if (closed) throw new Failure({ code: 'cancelled', message: sentence('studio.closing'), what: null });
    const started = startEngine(options, {
      onReply: (reply, body) => {
        if ('ask' in reply) waiting.get(reply.ask)?.take(reply, body);
        else if (reply.kind === 'resting') onRest(reply.memory);
      },
      onExit: ({ code, reason }) => {
        current = null;
        if (!killedOnPurpose) deaths += 1;
        killedOnPurpose = false;
        const failure = new Failure({ code, message: sentence('run.cut-off', { reason }), what: null });
        const lost = [...waiting.values()];
        waiting.clear();
        for (const one of lost) one.fail(failure);
      },
    });
    current = started;
    try {
      await started.ready;
    } catch (error) {
      const reason = error instanceof DiedAtStart ? error.reason : String(error);
      throw new Failure({ code: 'engine-died', message: sentence('engine.no-start', { reason }), what: options.main }, { cause: error });
    }
    return started;
  };

  const get = async (): Promise<EngineProcess> => {
    if (current !== null && starting === null) return current;
    starting ??= launch().finally(() => {
      starting = null;
    });
    return starting;
  };

  /** Sends one question; `settle` says of each reply whether it is the answer. */
  const ask = async <T>(
    request: EngineRequest,
    body: Uint8Array | undefined,
    settle: (reply: EngineReply, body: Buffer) => T | undefined,
  ): Promise<T> => {
    const process = await get();
    return new Promise<T>((resolve, reject) => {
      const finish = (): void => void waiting.delete(request.ask);
      waiting.set(request.ask, {
        take: (reply, bytes) => {
          if (reply.kind === 'failed') {
            finish();
            reject(new Failure(reply.error));
            return;
          }
          const answer = settle(reply, bytes);
          if (answer === undefined) return;
          finish();
          resolve(answer);
        },
        fail: reject,
      });
      process.send(request, body);
    });
  };

  return {
    warmUp: () => {
      get().catch(() => undefined);
    },
    about: async () => (await get()).ready,
    selfTest: (provider) =>
      ask({ kind: 'self-test', ask: randomUUID(), provider }, undefined, (reply) =>
        reply.kind === 'self-tested' ? reply.report : undefined,
      ),
    inspect: (model) =>
      ask({ kind: 'inspect', ask: randomUUID(), model }, undefined, (reply) => (reply.kind === 'inspected' ? reply.report : undefined)),
    capabilities: () =>
      ask({ kind: 'capabilities', ask: randomUUID() }, undefined, (reply) =>
        reply.kind === 'capabilities' ? reply.capabilities : undefined,
      ),
    schedule: (request) =>
      ask({ kind: 'schedule', ask: randomUUID(), ...request }, undefined, (reply) =>
        reply.kind === 'schedule' ? reply.sigmas : undefined,
      ),
    tokens: (request) =>
      ask({ kind: 'tokens', ask: randomUUID(), ...request }, undefined, (reply) => (reply.kind === 'tokens' ? reply.count : undefined)),
    embed: ({ clip, files, pictures, texts }) =>
      ask(
        { kind: 'embed', ask: randomUUID(), clip, files, pictures: pictures.map(({ length }) => length), texts: [...texts] },
        Buffer.concat(pictures),
        (reply, body) => (reply.kind === 'embedded' ? vectorsOf(reply, body, pictures.length, texts.length) : undefined),
      ),
    run: async (request, files, { signal, onProgress, onPreview, onOpened, onState }) => {
      signal.throwIfAborted();
      const cancel = (): void => current?.send({ kind: 'cancel', ask: request.ask });
      const { image, mask, from } = files;
      const body = Buffer.concat([image, mask, from].filter((part) => part !== null));
      const lengths = { image: image?.length ?? null, mask: mask?.length ?? null, from: from?.length ?? null };
      let trace: RunTrace | null = null;
      await get();
      signal.throwIfAborted();
      const answer = ask({ kind: 'run', ...usual, ...request, ...lengths }, body, (reply, bytes) => {
        switch (reply.kind) {
          case 'progress':
            onProgress(reply);
            return undefined;
          case 'opened':
            onOpened?.(reply.provider, reply.fellBack);
            return undefined;
          case 'preview':
            onPreview(bytes, reply.type);
            return undefined;
          case 'state':
            onState?.(bytes, { step: reply.step, steps: reply.steps });
            return undefined;
          case 'trace':
            trace = { trace: reply.trace, strip: bytes };
            return undefined;
          case 'done':
            return { done: reply, png: bytes, trace };
          default:
            return undefined;
        }
      });
      signal.addEventListener('abort', cancel);
      try {
        const result = await answer;
        deaths = 0;
        return result;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    stepBack: () => current?.stepBack(),
    kill: (reason) => {
      if (current === null) return;
      killedOnPurpose = true;
      current.kill(reason);
    },
    recycle: () => {
      const old = current;
      if (old === null || waiting.size > 0 || starting !== null || closed) return;
      killedOnPurpose = true;
      starting = old
        .stop()
        .then(launch)
        .finally(() => {
          starting = null;
        });
      starting.catch(() => undefined);
    },
    close: async () => {
      closed = true;
      await current?.stop();
    },
  };
};
