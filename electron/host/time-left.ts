const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Steps that the pace is read from. */
const looked = 9;

/**
 * Guesses the milliseconds left from the pace of the last steps; null before there is a pace. The first step, which pays for what later ones have
 * ready, does not count, and a gap (a laptop that slept, a clock that was set) is one step among others whose median is taken.
 */
export const createTimeLeft = (clock: () => number): ((step: number, steps: number) => number | null) => {
  let last: { step: number; at: number } | null = null;
  let paces: readonly number[] = [];
  return (step, steps) => {
    const now = clock();
    if (last !== null && step > last.step) paces = [...paces, Math.max(0, now - last.at) / (step - last.step)].slice(-looked);
    if (last === null ? step >= 1 : step > last.step) last = { step, at: now };
    return paces.length === 0 ? null : Math.round(median(paces) * (steps - step));
  };
};
