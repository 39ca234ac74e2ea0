const f32 = Math.fround;
/** One rounding for product and sum: exact in float64 but for its last bit. */
const fused = (a: number, b: number, c: number): number => f32(a * b + c);

const above = [0, 1, 2.112677543, 1.480000634, 0.3808837741, 0.02589979118].map(f32);
const below = [1, 2.612677543, 2.453006072, 0.9864942959, 0.1546476375, 0.005875095403].map(f32);
const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduceRight((sum, c) => fused(sum, x, c));

/**
 * numpy's float32 logarithm, to the bit: x = 2^e·(1 + m), ln(1 + m) as a quotient of two polynomials. The reference finds the timestep of a sigma
 * in a table of these and then cuts it to a whole number, so the last bit can decide between 999 and 998.
 */
export const log32 = (value: number): number => {
  if (value === 0) return -Infinity;
  let exponent = Math.floor(Math.log2(value));
  let mantissa = value / 2 ** exponent;
  if (mantissa > f32(Math.SQRT2)) {
    mantissa /= 2;
    exponent += 1;
  }
  const m = mantissa - 1;
  return fused(exponent, f32(Math.LN2), f32(polynomial(above, m) / polynomial(below, m)));
};
