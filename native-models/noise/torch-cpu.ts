import type { Latent } from '../latent.ts';
import type { Generator } from './generator.ts';
import { mt19937 } from './mt19937.ts';

const block = 16;
const half = block / 2;
const twoPi32 = Math.fround(2 * Math.PI);

/** Box–Muller over 16 uniforms in place, in float32: u₁ = 1 − d[j], u₂ = d[j+8] → r cos θ, r sin θ (ATen `normal_fill_16`). */
const transformBlock = (d: Latent, start: number): void => {
  for (let j = start; j < start + half; j++) {
    const u1 = 1 - d[j]!;
    const theta = Math.fround(twoPi32 * d[j + half]!);
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * Math.fround(Math.log(u1)))));
    d[j] = Math.fround(radius * Math.fround(Math.cos(theta)));
    d[j + half] = Math.fround(radius * Math.fround(Math.sin(theta)));
  }
};

/**
 * `torch.Generator('cpu').manual_seed(seed)`: each `randn(length)` is what `torch.randn` of a contiguous float32 tensor with
 * that many elements draws next. Below 16 elements the values are bit for bit torch's, from 16 on within 5e-7 (torch's own
 * vectorised log, sin and cos differ by that between machines). Algorithm: ATen `DistributionTemplates.h`, `normal_fill` and `normal_distribution<double>`.
 */
export const torchCpu = (seed: number): Generator => {
  const next = mt19937(seed);
  /** The second normal of a pair outlives the call that made it, as torch's generator keeps it. */
  let kept: number | undefined;

  const uniform24 = (): number => (next() & 0xffffff) / 2 ** 24;
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
      const d = new Float64Array(length);
      if (length < block) {
        for (let i = 0; i < length; i++) d[i] = Math.fround(scalar());
        return d;
      }
      for (let i = 0; i < length; i++) d[i] = uniform24();
      for (let i = 0; i + block <= length; i += block) transformBlock(d, i);
      if (length % block !== 0) {
        for (let i = length - block; i < length; i++) d[i] = uniform24();
        transformBlock(d, length - block);
      }
      return d;
    },
  };
};
