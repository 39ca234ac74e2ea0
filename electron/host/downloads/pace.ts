/** Seconds over which the speed is taken. */
const span = 5_000;

/** How fast bytes come in. */
export type Pace = Readonly<{
  add: (bytes: number) => void;
  /** Bytes a second over the last moments; null until there is something to say. */
  speed: () => number | null;
}>;

export const createPace = (clock: () => number): Pace => {
  let marks: readonly Readonly<{ at: number; sum: number }>[] = [{ at: clock(), sum: 0 }];
  return {
    add: (bytes) => {
      const at = clock();
      const sum = (marks.at(-1)?.sum ?? 0) + bytes;
      const last = marks.at(-1);
      // a mark each tenth of a second is enough
      marks =
        last !== undefined && marks.length > 1 && at - (marks.at(-2)?.at ?? 0) < 100
          ? [...marks.slice(0, -1), { at, sum }]
          : [...marks, { at, sum }];
      const from = marks.findIndex((mark) => mark.at >= at - span);
      if (from > 1) marks = marks.slice(from - 1);
    },
    speed: () => {
      const now = clock();
      const first = marks.find((mark) => mark.at >= now - span) ?? marks.at(-1);
      const last = marks.at(-1);
      if (first === undefined || last === undefined || now <= first.at) return null;
      return ((last.sum - first.sum) * 1000) / Math.max(now - first.at, 1);
    },
  };
};
