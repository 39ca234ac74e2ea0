/** Guesses the milliseconds left from the pace of the steps so far; null before there is a pace. */
export const createTimeLeft = (clock: () => number): ((step: number, steps: number) => number | null) => {
  let first: { step: number; at: number } | null = null;
  return (step, steps) => {
    const now = clock();
    // the first step pays for what later ones have ready
    if (first === null) {
      if (step >= 1) first = { step, at: now };
      return null;
    }
    const done = step - first.step;
    return done <= 0 ? null : Math.max(0, Math.round(((now - first.at) / done) * (steps - step)));
  };
};
