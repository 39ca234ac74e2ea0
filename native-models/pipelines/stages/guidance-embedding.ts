import type { Numbers } from '../../sessions/tensor.ts';

/**
 * LCM's `timestep_cond` (Luo et al., 2023; vdm's sinusoid): 1000·(w − 1) at frequencies from 1 down to 1e-4, sines then cosines, shape [1, width].
 * An odd width ends in a zero. Float32 as in the reference.
 */
export const guidanceEmbedding = (scale: number, width: number): Numbers => {
  const half = Math.floor(width / 2);
  const step = Math.fround(Math.fround(Math.log(10_000)) / (half - 1));
  const w = Math.fround((scale - 1) * 1000);
  const data = new Float32Array(width);
  for (let i = 0; i < half; i++) {
    const angle = Math.fround(w * Math.fround(Math.exp(Math.fround(-i * step))));
    data[i] = Math.sin(angle);
    data[half + i] = Math.cos(angle);
  }
  return { data, dims: [1, width] };
};
