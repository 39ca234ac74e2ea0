import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';

/** How long after the window was last touched it still comes first, in milliseconds: a hand rests between two clicks. */
const rest = 2_000;

/** Something that takes every core, and steps back while somebody uses the window. */
export type StepBack = Readonly<{ now: () => void; end: () => void }>;

/** `setNice` is told of each change: 19 gives way to everything, 0 to nothing. */
export const createStepBack = (setNice: (nice: number) => void): StepBack => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return {
    now: () => {
      if (timer === null) setNice(constants.priority.PRIORITY_LOW);
      else clearTimeout(timer);
      timer = setTimeout(() => {
        timer = null;
        setNice(constants.priority.PRIORITY_NORMAL);
      }, rest);
      timer.unref();
    },
    end: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
};

/**
 * Sets how much a whole login session counts against the others. Linux divides the processor by session first, and only then by priority
 * (sched(7), "The autogroup feature"); unlike a priority, this may be taken back by everyone. Where there is no such thing nothing happens.
 */
export const sessionNice =
  (leader: number) =>
  (nice: number): void =>
    void writeFile(`/proc/${leader}/autogroup`, String(nice)).catch(() => undefined);
