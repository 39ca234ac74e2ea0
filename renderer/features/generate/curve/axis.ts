/** From steps to pixels: place 0 is before the first step, `count` after the last. */
export type Axis = Readonly<{ width: number; count: number; x: (place: number) => number; placeAt: (x: number) => number }>;

const margin = { start: 46, end: 18 };

export const axisOf = (width: number, count: number): Axis => {
  const inner = Math.max(1, width - margin.start - margin.end);
  return {
    width,
    count,
    x: (place) => margin.start + (place / Math.max(1, count)) * inner,
    placeAt: (x) => ((x - margin.start) / inner) * count,
  };
};

/** Heights on a log scale between `low` and `high`; 0 lies on the floor. */
export const logScale = (low: number, high: number, top: number, bottom: number) => {
  const span = Math.log(high) - Math.log(low);
  return {
    y: (value: number): number => (value <= 0 ? bottom : bottom - 10 - ((Math.log(value) - Math.log(low)) / span) * (bottom - 10 - top)),
    valueAt: (y: number): number => Math.exp(Math.log(low) + ((bottom - 10 - y) / (bottom - 10 - top)) * span),
    /** Powers of ten in sight. */
    ticks: Array.from({ length: 12 }, (_, i) => 10 ** (i - 6)).filter((tick) => tick >= low * 0.99 && tick <= high * 1.01),
  };
};
