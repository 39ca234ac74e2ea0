import type { Piece } from '../pipelines/types.ts';
import { entries } from './entries.ts';
import type { Schedule, ScheduleEntry } from './entry.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** The one table of schedules: forms, recipes, checks and runs all read it. */
export const schedules: readonly ScheduleEntry[] = entries;

const byId = new Map(entries.map((entry) => [entry.id, entry]));

export const scheduleEntry = (id: string): ScheduleEntry => {
  const entry = byId.get(id);
  if (entry === undefined) throw new Refusal(sentence('schedule.none', { id }));
  return entry;
};

export const createSchedule = ({ id, options }: Piece): Schedule => scheduleEntry(id).create(options);
