import type { Numbers } from '../../sessions/tensor.ts';
import type { ModelFamily } from '../description.ts';

type Size = Readonly<{ width: number; height: number }>;
type Part = Size & Readonly<{ x: number; y: number }>;

/** Aesthetic scores that the SDXL refiner is told: for what is wanted, and for what is not. */
const wanted = 6;
const unwanted = 2.5;

/**
 * SDXL's `time_ids` (Podell et al., 2023, section 2.2): original height and width, top and left of the crop, then the target's height and width;
 * the refiner has an aesthetic score in the target's place. A tile is told as what it is: a crop of the whole. Null for families without them.
 */
export const timeIdsFor = (family: ModelFamily, { width, height }: Size, part: Part, side: 'positive' | 'negative'): Numbers | null => {
  if (family === 'sdxl') return { data: new Float32Array([height, width, part.y, part.x, part.height, part.width]), dims: [1, 6] };
  if (family === 'sdxl-refiner')
    return { data: new Float32Array([height, width, part.y, part.x, side === 'positive' ? wanted : unwanted]), dims: [1, 5] };
  return null;
};
