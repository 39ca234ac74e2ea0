/** Numbers from `first` to `last`, both included, with numpy.linspace's own rounding: i·step + first. */
export const linspace = (first: number, last: number, count: number): number[] => {
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === 0 ? first : i === count - 1 ? last : i * step + first));
};

/** Halves go to the even neighbour, as numpy and torch round. */
export const roundHalfEven = (value: number): number => {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};

/** y at x on the line through (xs, ys), xs ascending; flat beyond both ends. */
export const interpolate = (x: number, xs: readonly number[], ys: readonly number[]): number => {
  const last = xs.length - 1;
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs[last]!) return ys[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - xs[low]!) / (xs[high]! - xs[low]!);
  return (1 - share) * ys[low]! + share * ys[high]!;
};
