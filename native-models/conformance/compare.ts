import type { Verdict } from './case.ts';

export type Tolerance = Readonly<{ abs: number; rel: number }>;

/** Element by element: |found − expected| ≤ abs + rel·|expected|. A NaN or a wrong length never passes. */
export const compare = (label: string, found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: Tolerance): Verdict => {
  if (found.length !== expected.length) {
    return { kind: 'failed', maxAbs: null, reason: `${label}: ${found.length} numbers, expected ${expected.length}` };
  }
  let maxAbs = 0;
  let worst = -1;
  let worstExcess = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    const excess = difference - (tolerance.abs + tolerance.rel * Math.abs(expected[i]!));
    if (Number.isNaN(difference)) return { kind: 'failed', maxAbs: NaN, reason: `${label}[${i}]: ${found[i]}, expected ${expected[i]}` };
    maxAbs = Math.max(maxAbs, difference);
    if (excess > worstExcess) {
      worstExcess = excess;
      worst = i;
    }
  }
  if (worst < 0) return { kind: 'ok', maxAbs };
  return { kind: 'failed', maxAbs, reason: `${label}[${worst}]: ${found[worst]}, expected ${expected[worst]}` };
};

/** The first failure, or `ok` with the largest difference of them all. */
export const allOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.find((verdict) => verdict.kind === 'failed') ?? {
    kind: 'ok',
    maxAbs: verdicts.reduce<number | null>((most, { maxAbs }) => (maxAbs === null ? most : Math.max(most ?? 0, maxAbs)), null),
  };
