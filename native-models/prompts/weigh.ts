const mean = (x: Float32Array): number => {
  let sum = 0;
  for (const value of x) sum += value;
  return sum / x.length;
};

/** Each row of `hidden` times its weight: `weights.length` rows of equal width. */
export const multiplyRows = (hidden: Float32Array, weights: readonly number[]): Float32Array => {
  const width = hidden.length / weights.length;
  return hidden.map((value, i) => value * weights[Math.floor(i / width)]!);
};

/** The same, then scaled so that the mean over the whole window is what it was (A1111's `EmphasisOriginal`). Weights of 1 change nothing. */
export const multiplyRowsKeepMean = (hidden: Float32Array, weights: readonly number[]): Float32Array => {
  if (weights.every((weight) => weight === 1)) return hidden;
  const weighed = multiplyRows(hidden, weights);
  const factor = mean(hidden) / mean(weighed);
  return weighed.map((value) => value * factor);
};
