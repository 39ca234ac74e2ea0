/**
 * The squared maximum mean discrepancy between two sets of features under the kernel (x·y / d + 1)³, without bias for small sets: the kernel
 * inception distance of Bińkowski et al. (2018), eq. 4, with a judge's features for Inception's. 0 for two draws of one distribution.
 */
export const kernelDistance = (a: readonly Float32Array[], b: readonly Float32Array[]): number => {
  if (a.length < 2 || b.length < 2) throw new RangeError('Two sets of at least two feature rows are needed.');
  const kernel = (x: Float32Array, y: Float32Array): number => {
    let dot = 0;
    for (let i = 0; i < x.length; i++) dot += x[i]! * y[i]!;
    return (dot / x.length + 1) ** 3;
  };
  const within = (rows: readonly Float32Array[]): number => {
    let sum = 0;
    for (const [i, x] of rows.entries()) for (const y of rows.slice(i + 1)) sum += 2 * kernel(x, y);
    return sum / (rows.length * (rows.length - 1));
  };
  let across = 0;
  for (const x of a) for (const y of b) across += kernel(x, y);
  return within(a) + within(b) - (2 * across) / (a.length * b.length);
};
