/** A curve given as position, value, position, value, …: straight between its points, level before the first and after the last. */
export const valueAt = (curve: readonly number[], position: number): number => {
  let [beforeAt, before] = [curve[0]!, curve[1]!];
  for (let i = 0; i < curve.length; i += 2) {
    const [at, value] = [curve[i]!, curve[i + 1]!];
    if (position < at) return i === 0 ? value : before + ((position - beforeAt) / (at - beforeAt)) * (value - before);
    [beforeAt, before] = [at, value];
  }
  return before;
};

/**
 * Where a sigma stands in a descending list, counted in steps from 0: between two entries in proportion, at the ends beyond them.
 * Second calls of a step and churned sigmas fall between.
 */
export const placeOf = (sigmas: readonly number[], sigma: number): number => {
  const below = sigmas.findIndex((entry) => entry <= sigma);
  if (below <= 0) return below === 0 ? 0 : sigmas.length - 1;
  return below - (sigma - sigmas[below]!) / (sigmas[below - 1]! - sigmas[below]!);
};
