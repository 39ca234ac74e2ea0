import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../contract/failure.ts';
import type { Disk } from '../library/durable-write.ts';
import type { Answer } from '../network/door.ts';
import { type Digest, type HubClient, digestOf } from './hub.ts';
import { Later } from './refusal.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

export type WantedFile = Readonly<{
  repository: string;
  commit: string;
  /** In the repository. */
  path: string;
  bytes: number;
  /** Null: what the hub says when it sends the file. */
  digest: Digest | null;
}>;

export type FetchParts = Readonly<{
  hub: HubClient;
  disk: Disk;
  /** Milliseconds to wait before the n-th try, counted from 1. */
  pause: (attempt: number) => number;
}>;

export type FetchWatch = Readonly<{
  signal: AbortSignal;
  /** Bytes of this file on disk. */
  onBytes: (bytes: number) => void;
  onChecking: () => void;
  /** The server's name for this version, to be asked with after a restart. */
  etag: string | null;
  onEtag: (etag: string) => Promise<void>;
}>;

/** Tries in a row that bring nothing, after which a person has to look. */
const mostTries = 6;
/** A server that asks for a longer wait is told to the user instead. */
const longestWait = 10 * 60_000;

const sizeOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** SHA-256 of a file, and git's name of it as a blob, which is all that the hub says of small files. */
export const hashesOf = async (path: string, bytes: number, signal: AbortSignal): Promise<Readonly<Record<Digest['kind'], string>>> => {
  const sha256 = createHash('sha256');
  const git = createHash('sha1').update(`blob ${bytes}\0`);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    sha256.update(chunk as Buffer);
    git.update(chunk as Buffer);
  }
  return { sha256: sha256.digest('hex'), git: git.digest('hex') };
};

/** `bytes 10-99/100` for a range from byte 10 on. */
const isTheRest = (answer: Answer, from: number, bytes: number): boolean => {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(answer.header('content-range') ?? '');
  return match !== null && Number(match[1]) === from && (match[3] === '*' || Number(match[3]) === bytes);
};

const damaged = (path: string, message: Words): Failure => new Failure({ code: 'damaged', message, what: path });
const wrongHash = (path: string): Failure => damaged(path, sentence('download.other-content', { path }));

type State = { etag: string | null; digest: Digest | null };

/** Appends what comes to the file, from the start where the server sends all of it. Answers the bytes that it has afterwards. */
const receive = async (wanted: WantedFile, part: string, state: State, { hub, disk }: FetchParts, watch: FetchWatch): Promise<number> => {
  const { path, bytes, repository, commit } = wanted;
  const had = await sizeOf(part);
  const from = had > bytes ? 0 : had;
  if (from === bytes && had === bytes) return bytes;
  const answer = await hub.file({ repository, commit, path, from, etag: state.etag }, watch.signal);
  const resumed = answer.status === 206 && isTheRest(answer, from, bytes);
  if (answer.status !== 200 && !resumed) {
    answer.close();
    // 416, or another piece than the one that was asked for: what is here does not belong to what is there
    await disk.remove(part);
    state.etag = null;
    throw new Later({ code: 'network', message: sentence('download.other-part', { path }), what: path }, 0);
  }
  state.digest ??= digestOf(answer.firstHeader('x-linked-etag'));
  const etag = answer.header('etag');
  if (etag !== null && !etag.startsWith('W/') && etag !== state.etag) {
    state.etag = etag;
    await watch.onEtag(etag);
  }
  const file = await disk.open(part, resumed ? 'a' : 'w').catch((error: unknown) => {
    answer.close();
    throw error;
  });
  let now = resumed ? from : 0;
  try {
    watch.onBytes(now);
    for await (const chunk of answer.body) {
      if (now + chunk.length > bytes) throw damaged(path, sentence('download.too-much', { path, bytes }));
      await file.writeFile(chunk);
      now += chunk.length;
      watch.onBytes(now);
    }
    await file.sync();
  } finally {
    answer.close();
    await file.close();
  }
  return now;
};

/** Whether another try may help, and after how long; null where a person has to look first. */
const waitBefore = (error: unknown, attempt: number, pause: FetchParts['pause']): number | null => {
  if (attempt >= mostTries) return null;
  if (error instanceof Later) return error.after !== null && error.after > longestWait ? null : (error.after ?? pause(attempt));
  return error instanceof Failure && error.error.code === 'network' ? pause(attempt) : null;
};

/**
 * Fetches one file to `target`, by way of `target.part`, going on where an earlier try ended. A cut, a stall or a busy server is tried again by
 * itself. Under `target` there is the whole, checked file or nothing. Throws a `Failure`, what the disk refused, or the signal's reason.
 */
export const fetchFile = async (wanted: WantedFile, target: string, parts: FetchParts, watch: FetchWatch): Promise<{ sha256: string }> => {
  const { disk, pause } = parts;
  const { path, bytes } = wanted;
  const part = `${target}.part`;
  const state: State = { etag: watch.etag, digest: wanted.digest };
  await disk.mkdir(dirname(target));
  let attempt = 0;
  let restarted = false;
  for (;;) {
    const before = await sizeOf(part);
    try {
      const now = await receive(wanted, part, state, parts, watch);
      if (now === bytes) {
        watch.onChecking();
        if (bytes === 0) await (await disk.open(part, 'a')).close();
        const hashes = await hashesOf(part, bytes, watch.signal);
        if (state.digest === null || hashes[state.digest.kind] === state.digest.value) {
          await disk.rename(part, target);
          return { sha256: hashes.sha256 };
        }
        await disk.remove(part);
        // pieces of different days do not fit: once, all of it is fetched in one go
        if (before === 0 || restarted) throw wrongHash(path);
        restarted = true;
        continue;
      }
      throw new Later({ code: 'network', message: sentence('download.cut', { path }), what: path }, null);
    } catch (error) {
      watch.signal.throwIfAborted();
      if (error instanceof Failure && error.error.code === 'damaged') await disk.remove(part);
      attempt = (await sizeOf(part)) > before ? 1 : attempt + 1;
      const wait = waitBefore(error, attempt, pause);
      if (wait === null) throw error;
      await sleep(wait, undefined, { signal: watch.signal }).catch(() => watch.signal.throwIfAborted());
    }
  }
};
