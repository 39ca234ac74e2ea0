const n = 624;
const m = 397;

const mix = (high: number, low: number, far: number): number => {
  const y = (high & 0x80000000) | (low & 0x7fffffff);
  return far ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
};

const temper = (word: number): number => {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
};

export type Mt19937 = Readonly<{
  /** The next whole number in [0, 2³²). */
  next: () => number;
  /** Fills `out` with the low 24 bits of the next numbers. */
  fill24: (out: Int32Array) => void;
}>;

/**
 * MT19937 (Matsumoto & Nishimura 1998), as `torch.Generator('cpu').manual_seed(seed)` sets it up: only `seed mod 2³²` counts,
 * so 2³² + 5 is 5 and −1 is 2³² − 1. Words are kept as int32: that is what JavaScript engines are fast at.
 */
export const mt19937 = (seed: number): Mt19937 => {
  const state = new Int32Array(n);
  state[0] = seed;
  for (let i = 1; i < n; i++) state[i] = Math.imul(1812433253, state[i - 1]! ^ (state[i - 1]! >>> 30)) + i;
  let index = n;

  const twist = (): void => {
    for (let i = 0; i < n - m; i++) state[i] = mix(state[i]!, state[i + 1]!, state[i + m]!);
    for (let i = n - m; i < n - 1; i++) state[i] = mix(state[i]!, state[i + 1]!, state[i + m - n]!);
    state[n - 1] = mix(state[n - 1]!, state[0]!, state[m - 1]!);
    index = 0;
  };

  return {
    next: () => {
      if (index === n) twist();
      return temper(state[index++]!) >>> 0;
    },
    fill24: (out) => {
      for (let filled = 0; filled < out.length; ) {
        if (index === n) twist();
        const count = Math.min(n - index, out.length - filled);
        for (let i = 0; i < count; i++) out[filled + i] = temper(state[index + i]!) & 0xffffff;
        index += count;
        filled += count;
      }
    },
  };
};
