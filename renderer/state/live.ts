import type { JobId, Progress } from '../../electron/contract/records.ts';
import { createStore } from 'zustand/vanilla';

type Live = Readonly<{
  progress: Readonly<Record<JobId, Progress>>;
  report: (progress: Progress) => void;
  forget: (job: JobId) => void;
}>;

/** How far the running jobs are. Written by events, outside React. */
export const createLive = () =>
  createStore<Live>()((set) => ({
    progress: {},
    report: (progress) => set(({ progress: all }) => ({ progress: { ...all, [progress.job]: progress } })),
    forget: (job) =>
      set(({ progress: all }) => {
        if (!(job in all)) return {};
        const { [job]: _, ...rest } = all;
        return { progress: rest };
      }),
  }));
export type LiveStore = ReturnType<typeof createLive>;
