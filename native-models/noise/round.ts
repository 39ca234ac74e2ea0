/** Python's `round(x, 6)` for |x| < 10²¹: the nearest decimal of the exact value, and the even one where x lies just between two. */
export const roundTo6 = (x: number): number => {
  const nearest = Number(x.toFixed(6));
  // x·10⁶ = n + ½ with x a binary fraction leaves only odd multiples of 1/128; toFixed takes the larger neighbour there.
  const isTie = Number.isInteger(x * 128) && (x * 128) % 2 !== 0;
  const below = x.toFixed(7).slice(0, -1);
  return isTie && Number(below.at(-1)) % 2 === 0 ? Number(below) : nearest;
};
