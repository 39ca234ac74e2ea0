import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Job, JobId } from '../contract/records.ts';
import { noteKept, openJobIds } from '../store/generations.ts';
import type { Context } from './context.ts';
import { readIfThere, writeDurably } from './library/durable-write.ts';

/** States of runs, one small file a kept step: what goes on after a crash, a pause or a restart goes on from them, and so does a branch. */
export type KeptRuns = Readonly<{
  /** Keeps a state durably. Where the disk is slower than the run, only the newest is written. Never fails: a run is whole without it. */
  put: (job: JobId, kept: NonNullable<Job['kept']>, bytes: Buffer) => void;
  /** Resolves when nothing is being written. */
  settled: () => Promise<void>;
  /** The newest state of a run up to a step; null where there is none, or where it is damaged. */
  get: (job: JobId, most?: number) => Promise<Buffer | null>;
  /** The steps that are kept, rising. */
  steps: (job: JobId) => Promise<number[]>;
  /** Removes the oldest beyond so many bytes; those of jobs that wait or run stay. */
  prune: (budget: number) => Promise<void>;
}>;

const digestLength = 32;
const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

export const createKeptRuns = ({ home, disk, db }: Pick<Context, 'home' | 'disk' | 'db'>): KeptRuns => {
  const folderOf = (job: JobId): string => join(home.runs, job);
  let pending: (() => Promise<void>) | null = null;
  let writing: Promise<void> | null = null;

  const write = async (): Promise<void> => {
    while (pending !== null) {
      const next = pending;
      pending = null;
      // a full disk is told by the picture
      await next().catch(() => undefined);
    }
    writing = null;
  };

  const steps: KeptRuns['steps'] = async (job) => {
    const names = await readdir(folderOf(job)).catch(() => []);
    return names
      .flatMap((name) => /^(\d+)\.state$/.exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((a, b) => a - b);
  };

  return {
    put: (job, kept, bytes) => {
      pending = async () => {
        await writeDurably(join(folderOf(job), `${kept.step}.state`), Buffer.concat([digestOf(bytes), bytes]), disk);
        noteKept(db, job, kept);
      };
      writing ??= write();
    },
    settled: async () => {
      while (writing !== null) await writing;
    },
    get: async (job, most = Infinity) => {
      for (const step of (await steps(job)).filter((kept) => kept <= most).toReversed()) {
        const file = await readIfThere(join(folderOf(job), `${step}.state`));
        if (file !== null && digestOf(file.subarray(digestLength)).equals(file.subarray(0, digestLength)))
          return file.subarray(digestLength);
      }
      return null;
    },
    steps,
    prune: async (budget) => {
      const open = new Set<string>(openJobIds(db));
      const jobs = (await readdir(home.runs).catch(() => [])).filter((job) => !open.has(job));
      const sized = await Promise.all(jobs.map((job) => sizeOf(join(home.runs, job))));
      let room = budget;
      for (const { folder, bytes } of sized.toSorted((a, b) => b.time - a.time)) {
        room -= bytes;
        if (room >= 0) continue;
        const job = JobId.safeParse(basename(folder));
        if (job.success) noteKept(db, job.data, null);
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
};

const sizeOf = async (folder: string): Promise<{ folder: string; bytes: number; time: number }> => {
  const files = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name))));
  return { folder, bytes: files.reduce((sum, { size }) => sum + size, 0), time: Math.max(0, ...files.map(({ mtimeMs }) => mtimeMs)) };
};
