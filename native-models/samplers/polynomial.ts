/** Coefficients, constant first. */
export type Polynomial = readonly number[];

const times = (a: Polynomial, b: Polynomial): Polynomial => {
  const product = Array.from({ length: a.length + b.length - 1 }, () => 0);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) product[i + j]! += x * y;
  return product;
};

/** Lagrange's basis: one polynomial for each place, 1 there and 0 at the others. */
export const lagrangeBasis = (places: readonly number[]): readonly Polynomial[] =>
  places.map((place, j) =>
    places.reduce<Polynomial>((basis, other, k) => (k === j ? basis : times(basis, [-other / (place - other), 1 / (place - other)])), [1]),
  );

/** ∫ from 0 to `end`. */
export const integral = (polynomial: Polynomial, end: number): number =>
  polynomial.reduce((sum, c, power) => sum + (c * end ** (power + 1)) / (power + 1), 0);

/** Σ cₖ·mₖ: the integral of the polynomial under any weight whose moments are known. */
export const againstMoments = (polynomial: Polynomial, moments: readonly number[]): number =>
  polynomial.reduce((sum, c, power) => sum + c * moments[power]!, 0);
