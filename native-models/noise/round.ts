/** Python's `round(x, 6)` for |x| < 10²¹: the nearest decimal of the exact value, and the even one where x lies just between two. */
export const roundTo6 = (x: number): number => {
  const nearest = Number(x.toFixed(6));
  // 40 digits show the exact value well past where a float64 ends; toFixed takes the larger neighbour of a tie.
  const exact = x.toFixed(40);
  const below = exact.slice(0, -34);
  const isTie = Number(exact.slice(-34)) === 5e33;
  return isTie && Number(below.at(-1)) % 2 === 0 ? Number(below) : nearest;
};
