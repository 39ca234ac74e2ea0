import type { NoiseSource } from '../samplers/sampler.ts';

/** Recorded draws, one after the other; asking for one more is an error. */
export const recordedNoise = (draws: readonly (readonly number[])[]): NoiseSource => {
  let next = 0;
  return () => {
    const draw = draws[next++];
    if (draw === undefined) throw new Error(`only ${draws.length} draws were recorded`);
    return Float64Array.from(draw);
  };
};
