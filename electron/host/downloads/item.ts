import type { Download } from '../../contract/downloads.ts';
import { bytesThere, total } from './fetch-model.ts';
import type { Journal, Staging } from './journal.ts';
import type { Pace } from './pace.ts';

/** One download while the studio lives: what is in its journal, and how it moves. */
export type Item = {
  journal: Journal;
  stage: Download['state'];
  bytes: number;
  file: string | null;
  pace: Pace | null;
  control: AbortController | null;
  running: Promise<void>;
};

/** What a window is told of it. */
export const show = ({ journal, stage, bytes, file, pace }: Item): Download => {
  const all = journal.plan === null ? null : total(journal.plan.files);
  const speed = stage === 'fetching' ? (pace?.speed() ?? null) : null;
  return {
    id: journal.id,
    name: journal.name,
    repository: journal.repository,
    revision: journal.revision,
    state: stage,
    bytes,
    total: all,
    file,
    speed,
    left: speed === null || speed <= 0 || all === null ? null : ((all - bytes) * 1000) / speed,
    error: journal.error,
    createdAt: journal.createdAt,
  };
};

const sumOf = (bytes: ReadonlyMap<string, number>): number => [...bytes.values()].reduce((sum, one) => sum + one, 0);

/** A download as its journal left it, with what lies on the disk already. */
export const itemOf = (journal: Journal, staging: Staging): Item => ({
  journal,
  stage: journal.state === 'going' ? 'waiting' : journal.state,
  bytes: sumOf(bytesThere(journal, staging)),
  file: null,
  pace: null,
  control: null,
  running: Promise.resolve(),
});
