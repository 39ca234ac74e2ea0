/** Long enough to cost nothing, short enough to be exact to a blink. */
const tick = 100;

/**
 * Runs `act` after so many milliseconds in which the machine was awake, and answers how to call it off. A laptop that sleeps wakes with a clock that
 * has jumped: a gap between two ticks counts as one tick.
 */
export const afterAwake = (milliseconds: number, act: () => void, clock: () => number = () => performance.now()): (() => void) => {
  let left = milliseconds;
  let last = clock();
  const timer = setInterval(() => {
    const now = clock();
    left -= Math.min(Math.max(now - last, 0), 2 * tick);
    last = now;
    if (left > 0) return;
    clearInterval(timer);
    act();
  }, tick);
  timer.unref();
  return () => clearInterval(timer);
};
