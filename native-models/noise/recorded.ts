import type { Latent } from '../latent.ts';
import type { NoiseSource } from '../samplers/sampler.ts';

/** Hands out recorded draws one after the other. Throws where none is left or the length differs: a test that runs off its record has failed. */
export const recordedNoise = (draws: readonly (readonly number[])[]): NoiseSource => {
  let next = 0;
  return (length): Latent => {
    const draw = draws[next++];
    if (draw === undefined) throw new RangeError(`Draw ${next} is not on record: there are ${draws.length}`);
    if (draw.length !== length) throw new RangeError(`Draw ${next} on record has ${draw.length} values, not ${length}`);
    return Float64Array.from(draw);
  };
};
