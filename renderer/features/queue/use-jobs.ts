import { useQuery } from '@tanstack/react-query';
import type { Job, JobId, Progress, QueueState } from '../../../electron/contract/records.ts';
import { useLive, useStudio } from '../../studio.ts';

const none: readonly Job[] = [];
const going: QueueState = { state: 'going', waiting: [] };

/** The waiting ones as the host orders them; one that it has not placed yet is new, and last. */
const inOrder = (waiting: readonly Job[], order: readonly JobId[]): readonly Job[] => {
  const places = new Map(order.map((id, place) => [id, place]));
  return waiting.toSorted((a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity));
};

/** The queue, sorted by what a screen does with it. */
export const useJobs = () => {
  const { queries } = useStudio();
  const { data: jobs = none } = useQuery(queries.jobs);
  const { data: queue = going } = useQuery(queries.queue);
  return {
    jobs,
    state: queue.state,
    running: jobs.find(({ state }) => state === 'running') ?? null,
    waiting: inOrder(
      jobs.filter(({ state }) => state === 'waiting'),
      queue.waiting,
    ),
    /** The last first. */
    ended: jobs.filter(({ endedAt }) => endedAt !== null).toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0)),
  };
};

export const useProgress = (job: Job | null): Progress | null => {
  const progress = useLive((live) => (job === null ? undefined : live.progress[job.id]));
  return progress ?? null;
};
