/** Weights of the newest value and those before it, for even steps: Adams–Bashforth of order 1–4. */
const evenWeights: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/** Of the order that `known` values allow. */
export const adamsBashforth = (known: number): readonly number[] => evenWeights[Math.min(known, evenWeights.length) - 1]!;
