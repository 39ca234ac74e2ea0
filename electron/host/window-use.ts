import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds after a window's last sign in which it comes first: a hand rests between two movements. */
const rest = 1_500;
/** Milliseconds between two looks whether it still does. */
const lookEvery = 250;

/** Whether somebody is at a window: what nobody waits for is left until nobody is. */
export type WindowUse = Readonly<{
  /** A window has just asked for something, or was touched. */
  sign: () => void;
  recent: () => boolean;
  /** Resolves when nobody is at a window; rejects where the signal aborts before. */
  over: (signal: AbortSignal) => Promise<void>;
}>;

export const createWindowUse = (clock: () => number = () => performance.now()): WindowUse => {
  let last = Number.NEGATIVE_INFINITY;
  const recent = (): boolean => clock() - last < rest;
  return {
    sign: () => {
      last = clock();
    },
    recent,
    over: async (signal) => {
      while (recent()) await sleep(lookEvery, undefined, { signal, ref: false });
    },
  };
};
