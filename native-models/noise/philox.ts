import type { Latent } from '../latent.ts';
import type { Generator } from './generator.ts';

const scale = 2 ** -32;
const scale2Pi = Math.fround(scale * 6.2831855);

/** High word of the product of two 32-bit words; int32 arithmetic throughout, which is what JavaScript engines are fast at. */
const multiplyHigh = (a: number, bHigh: number, bLow: number): number => {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const first = Math.imul(aHigh, bLow);
  const second = Math.imul(aLow, bHigh);
  const carry = (first & 0xffff) + (second & 0xffff) + (Math.imul(aLow, bLow) >>> 16);
  return (Math.imul(aHigh, bHigh) + (first >>> 16) + (second >>> 16) + (carry >>> 16)) | 0;
};

/** Writes the first two of the four words that Philox4x32-10 (Salmon et al. 2011) makes of counter (offset, 0, index, 0) and key. */
const philoxPair = (pair: Uint32Array, offset: number, index: number, keyLow: number, keyHigh: number): void => {
  let c0 = offset;
  let c1 = 0;
  let c2 = index;
  let c3 = 0;
  let k0 = keyLow;
  let k1 = keyHigh;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(c0, 0xd251, 0x1f53);
    const high1 = multiplyHigh(c2, 0xcd9e, 0x8d57);
    const low0 = Math.imul(c0, 0xd2511f53);
    const low1 = Math.imul(c2, 0xcd9e8d57);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  pair[0] = c0;
  pair[1] = c1;
};

/**
 * What `torch.randn` draws on an NVIDIA GPU, as A1111's `RNG = NV` computes it on the CPU: one counter per element, the first lane of
 * Box–Muller in float64, the offset up by one a call. A real GPU agrees to 3e-7 while a tensor has no more elements than its
 * threads in flight (28-SM Ampere 43,008; RTX 4090 196,608; A100 221,184); beyond that it uses the other lanes, with a stride of its own.
 */
export const philox = (seed: number): Generator => {
  const keyLow = seed | 0;
  const keyHigh = Math.floor(seed / 2 ** 32) | 0;
  const pair = new Uint32Array(2);
  let offset = 0;
  return {
    randn: (length) => {
      const out: Latent = new Float64Array(length);
      for (let i = 0; i < length; i++) {
        philoxPair(pair, offset, i, keyLow, keyHigh);
        const radius = Math.sqrt(-2 * Math.log(pair[0]! * scale + scale / 2));
        out[i] = Math.fround(radius * Math.sin(pair[1]! * scale2Pi + scale2Pi / 2));
      }
      offset++;
      return out;
    },
  };
};
