import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { ProviderId } from '../contract/devices.ts';
import { EngineReply, type EngineRequest } from '../contract/engine.ts';
import { afterAwake } from './awake-timer.ts';
import { countOutOfMemoryKills, type Death, deathOf } from './engine-death.ts';
import { createFrameReader, encodeFrame } from '../engine/frames.ts';
import { createStepBack, sessionNice } from './step-back.ts';
import { inEnglish, type Words, sentence } from '../../native-models/words/sentence.ts';

export type EngineOptions = Readonly<{
  /** A Node binary: `process.execPath` under Node, the one that ships with the app under Electron. */
  node: string;
  /** `electron/engine/main.ts`, or its bundle. */
  main: string;
  /** What computes every run; null: what the settings say. */
  provider: ProviderId | 'auto' | null;
  /** A browser is a login session of its own, and by session Linux divides the processor; undefined: the window is ours, a lower priority will do. */
  window?: 'browser' | undefined;
  /** Processor threads of one network call; undefined: all. */
  threads?: number | undefined;
  /** Milliseconds before the next start after so many deaths in a row; undefined: `pauseAfter`. */
  pause?: ((deaths: number) => number) | undefined;
}>;

type Ready = Extract<EngineReply, { kind: 'ready' }>;

/** One life of the engine. */
export type EngineProcess = Readonly<{
  pid: number | undefined;
  /** It takes messages. */
  listening: Promise<void>;
  /** Its inference library is loaded. Rejects where it dies first. */
  ready: Promise<Ready>;
  send: (request: EngineRequest, body?: Uint8Array) => void;
  /** Leaves the processor to the window for a moment. */
  stepBack: () => void;
  /** Asks, waits, then kills. */
  stop: () => Promise<void>;
  /** Kills at once; `reason` is what `onExit` gets, as a death by this name. */
  kill: (reason: Words) => void;
}>;

const patience = { start: 120_000, stop: 2_000 } as const;
const keptLines = 40;

/** The engine takes every core there is: a window that is used at the same time comes first. */
const giveWay = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // where the system does not let us, it decides itself
  }
};

/** Starts the engine. `onExit` is called once, with why it ended. */
/** The engine ended before it was ready. */
export class DiedAtStart extends Error {
  readonly reason: Words;

  constructor(reason: Words) {
    super(inEnglish(reason));
    this.reason = reason;
  }
}

export const startEngine = (
  { node, main, threads, window }: Pick<EngineOptions, 'node' | 'main' | 'threads' | 'window'>,
  { onReply, onExit }: { onReply: (reply: EngineReply, body: Buffer) => void; onExit: (death: Death) => void },
): EngineProcess => {
  const args = [main, ...(threads === undefined ? [] : ['--threads', String(threads)])];
  const ownSession = window === 'browser' && process.platform === 'linux';
  const child = spawn(node, args, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], windowsHide: true, detached: ownSession });
  giveWay(child.pid);
  const stepBack = ownSession && child.pid !== undefined ? createStepBack(sessionNice(child.pid)) : null;
  const [stdin, stdout, stderr, replies] = pipesOf(child);
  const log = keepLast(stdout, stderr);
  const listening = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<Ready>();
  const gone = Promise.withResolvers<void>();
  // whoever does not wait for a milestone hears of a death through onExit
  listening.promise.catch(() => undefined);
  ready.promise.catch(() => undefined);
  let reason: Words | null = null;

  const kill = (why: Words): void => {
    reason ??= why;
    child.kill('SIGKILL');
  };
  const callOff = afterAwake(patience.start, () => kill(sentence('death.late-start')));
  const killsBefore = countOutOfMemoryKills();

  const take = (reply: EngineReply, body: Buffer): void => {
    switch (reply.kind) {
      case 'listening':
        listening.resolve();
        return;
      case 'ready':
        callOff();
        ready.resolve(reply);
        return;
      case 'giving-up':
        reason ??= sentence('death.gave-up', { reason: reply.reason });
        return;
      default:
        onReply(reply, body);
    }
  };

  const read = createFrameReader();
  replies.on('data', (chunk: Buffer) => {
    try {
      for (const { header, body } of read(chunk)) take(EngineReply.parse(header), body);
    } catch (error) {
      kill(sentence('death.nonsense', { detail: error instanceof Error ? error.message : String(error) }));
    }
  });
  // a dead engine's pipes break; its exit tells the story
  for (const pipe of [stdin, replies]) pipe.on('error', () => undefined);

  let ended = false;
  const end = (why: Death): void => {
    if (ended) return;
    ended = true;
    stepBack?.end();
    callOff();
    const death: Death = reason === null ? why : { code: 'engine-died', reason };
    listening.reject(new DiedAtStart(death.reason));
    ready.reject(new DiedAtStart(death.reason));
    gone.resolve();
    onExit(death);
  };
  child.on('error', (error) => end({ code: 'engine-died', reason: sentence('death.no-start', { detail: error.message }) }));
  child.on('close', (code, signal) => {
    end(deathOf({ code, signal, lines: log(), outOfMemoryKills: countOutOfMemoryKills() - killsBefore }));
  });

  return {
    pid: child.pid,
    listening: listening.promise,
    ready: ready.promise,
    send: (request, body) => {
      const [head, bytes] = encodeFrame(request, body);
      stdin.write(head);
      if (bytes.length > 0) stdin.write(bytes);
    },
    stepBack: () => stepBack?.now(),
    stop: async () => {
      reason ??= sentence('death.closed');
      stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), patience.stop);
      await gone.promise;
      clearTimeout(timer);
    },
    kill,
  };
};

const pipesOf = (child: ChildProcess): [Writable, Readable, Readable, Readable] => {
  const [stdin, stdout, stderr, replies] = child.stdio;
  if (!stdin || !stdout || !stderr || !replies || !('read' in replies)) throw new Error('the engine has no pipes');
  return [stdin, stdout, stderr, replies];
};

/** The last lines that were printed, for the reason; everything where TINCTURE_DEBUG asks for it. */
const keepLast = (...streams: readonly Readable[]): (() => readonly string[]) => {
  let lines: string[] = [];
  for (const stream of streams) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      if (process.env['TINCTURE_DEBUG'] !== undefined) process.stderr.write(text);
      lines = [...lines, ...text.split('\n').filter((line) => line.trim() !== '')].slice(-keptLines);
    });
  }
  return () => lines;
};
