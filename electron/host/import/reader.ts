import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FileSettings } from '../../contract/origin.ts';
import { afterAwake } from '../awake-timer.ts';

/** Decoded pixels, 8 bits a channel. */
export type Pixels = Readonly<{ data: Uint8Array; width: number; height: number; channels: number }>;
/** A file, and (the second time) its pixels, in which words may be hidden. */
export type ReaderQuestion = Readonly<{ file: Uint8Array; pixels: Pixels | null }>;
/** `nothing`: nobody is recognised in what stands in the open. */
export type ReaderAnswer = Readonly<{ kind: 'no-picture' } | { kind: 'read' | 'nothing'; settings: FileSettings }>;

/** Why there is no answer. */
export class NotRead extends Error {
  readonly why: 'time' | 'memory' | 'broken';
  constructor(why: NotRead['why'], cause?: unknown) {
    super(`a file was not read: ${why}`, { cause });
    this.name = 'NotRead';
    this.why = why;
  }
}

export type Reader = Readonly<{
  /** One after the other. Throws `NotRead`. */
  ask: (question: ReaderQuestion) => Promise<ReaderAnswer>;
  /** Ends the thread; a later question begins another one. */
  close: () => Promise<void>;
}>;

/** Sound files are read in milliseconds; ten seconds are for machines that have other things to do. */
const usual = { limit: 10_000, memory: 1_024 } as const;

/** The thread's file: beside this one as a source, and in a folder of its own beside the bundles, outside of the archive that a thread may not read. */
const threadFile = (): string => {
  if (import.meta.url.endsWith('.ts')) return fileURLToPath(new URL('./reader-main.ts', import.meta.url));
  const bundled = fileURLToPath(new URL('../../reader/main.js', import.meta.url));
  const unpacked = bundled.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  return existsSync(unpacked) ? unpacked : bundled;
};

/** Reads files of strangers in a thread that is ended where one takes longer than `limit` milliseconds, or more than `memory` MiB. `file` is the thread's. */
export const createReader = (file = threadFile(), { limit, memory }: Readonly<{ limit: number; memory: number }> = usual): Reader => {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const end = async (): Promise<void> => {
    const old = thread;
    thread = null;
    await old?.terminate();
  };

  const open = (): Worker => {
    const opened = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: memory }, stdin: false });
    // whoever is done with everything else does not wait for it
    opened.unref();
    return opened;
  };

  const one = async (question: ReaderQuestion): Promise<ReaderAnswer> => {
    const asked = (thread ??= open());
    const answered = Promise.withResolvers<ReaderAnswer>();
    const fail = (error: unknown): void => {
      const full = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      answered.reject(new NotRead(full ? 'memory' : 'broken', error));
    };
    const callOff = afterAwake(limit, () => answered.reject(new NotRead('time')));
    asked.once('message', answered.resolve);
    asked.once('error', fail);
    // while it is asked, it is waited for
    asked.ref();
    try {
      asked.postMessage(question);
      return await answered.promise;
    } catch (error) {
      await end();
      throw error;
    } finally {
      callOff();
      asked.off('message', answered.resolve);
      asked.off('error', fail);
      asked.unref();
    }
  };

  return {
    ask: (question) => {
      const answer = last.then(() => one(question));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: end,
  };
};
