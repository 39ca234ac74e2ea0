import { useQuery } from '@tanstack/react-query';
import type { Job, Progress } from '../../../electron/contract/records.ts';
import { useLive, useStudio } from '../../studio.ts';

const none: readonly Job[] = [];

/** The queue, sorted by what a screen does with it. */
export const useJobs = () => {
  const { queries } = useStudio();
  const { data: jobs = none } = useQuery(queries.jobs);
  return {
    jobs,
    running: jobs.find(({ state }) => state === 'running') ?? null,
    waiting: jobs.filter(({ state }) => state === 'waiting'),
    ended: jobs.filter(({ state }) => state === 'done' || state === 'failed' || state === 'cancelled'),
  };
};

export const useProgress = (job: Job | null): Progress | null => {
  const progress = useLive((live) => (job === null ? undefined : live.progress[job.id]));
  return progress ?? null;
};
