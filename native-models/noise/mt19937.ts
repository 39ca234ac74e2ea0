const n = 624;
const m = 397;

/**
 * MT19937 (Matsumoto & Nishimura 1998), as `torch.Generator('cpu').manual_seed(seed)` sets it up: only `seed mod 2³²` counts,
 * so 2³² + 5 is 5 and −1 is 2³² − 1. Each call returns the next whole number in [0, 2³²).
 */
export const mt19937 = (seed: number): (() => number) => {
  const state = new Uint32Array(n);
  state[0] = seed;
  for (let i = 1; i < n; i++) {
    const last = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(1812433253, last) + i;
  }
  const twist = (i: number, next: number, far: number): void => {
    const y = (state[i]! & 0x80000000) | (state[next]! & 0x7fffffff);
    state[i] = state[far]! ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
  };
  let index = n;
  return () => {
    if (index === n) {
      for (let i = 0; i < n - m; i++) twist(i, i + 1, i + m);
      for (let i = n - m; i < n - 1; i++) twist(i, i + 1, i + m - n);
      twist(n - 1, 0, m - 1);
      index = 0;
    }
    let y = state[index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
};
