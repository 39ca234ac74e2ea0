import { boxMullerBlock } from './box-muller.ts';
import type { Generator } from './generator.ts';
import { mt19937 } from './mt19937.ts';

const block = 16;

/**
 * `torch.Generator('cpu').manual_seed(seed)`: each `randn(length)` is what `torch.randn` of a contiguous float32 tensor with
 * that many elements draws next. Below 16 elements the values are bit for bit torch's, from 16 on within 5e-7 (torch's own
 * vectorised log, sin and cos differ by that between machines). Algorithm: ATen `DistributionTemplates.h`, `normal_fill` and `normal_distribution<double>`.
 */
export const torchCpu = (seed: number): Generator => {
  const { next, fill24 } = mt19937(seed);
  /** The second normal of a pair outlives the call that made it, as torch's generator keeps it. */
  let kept: number | undefined;

  const uniform53 = (): number => {
    const high = next();
    return ((high & 0x1fffff) * 2 ** 32 + next()) / 2 ** 53;
  };
  const scalar = (): number => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    const u1 = uniform53();
    const u2 = uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-u2));
    kept = radius * Math.sin(2 * Math.PI * u1);
    return radius * Math.cos(2 * Math.PI * u1);
  };

  return {
    randn: (length) => {
      const out = new Float64Array(length);
      if (length < block) {
        for (let i = 0; i < length; i++) out[i] = Math.fround(scalar());
        return out;
      }
      const bits = new Int32Array(length);
      fill24(bits);
      for (let i = 0; i + block <= length; i += block) boxMullerBlock(bits, out, i);
      // The last 16 are drawn anew when they do not line up.
      if (length % block !== 0) {
        fill24(bits.subarray(length - block));
        boxMullerBlock(bits, out, length - block);
      }
      return out;
    },
  };
};
