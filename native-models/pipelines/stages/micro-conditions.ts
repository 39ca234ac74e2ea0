import type { Numbers } from '../../sessions/tensor.ts';
import type { ModelFamily } from '../description.ts';

type Size = Readonly<{ width: number; height: number }>;

/** Aesthetic scores that the SDXL refiner is told: for what is wanted, and for what is not. */
const wanted = 6;
const unwanted = 2.5;

/**
 * SDXL's `time_ids` (Podell et al., 2023, section 2.2): original height and width, top and left of the crop, then the target's height and width;
 * the refiner has an aesthetic score in the target's place. Null for families without them.
 */
export const timeIdsFor = (family: ModelFamily, { width, height }: Size, side: 'positive' | 'negative'): Numbers | null => {
  if (family === 'sdxl') return { data: new Float32Array([height, width, 0, 0, height, width]), dims: [1, 6] };
  if (family === 'sdxl-refiner')
    return { data: new Float32Array([height, width, 0, 0, side === 'positive' ? wanted : unwanted]), dims: [1, 5] };
  return null;
};
