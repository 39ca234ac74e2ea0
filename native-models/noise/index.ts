import { a1111Cpu, a1111Nv } from './a1111.ts';
import { comfyuiCpu, comfyuiGpu } from './comfyui.ts';
import { diffusers } from './diffusers.ts';
import type { NoisePiece } from './noise.ts';
import { studio } from './studio.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** Every noise source; the first is the default. A source exists because it has a line here. */
export const noises: readonly NoisePiece[] = [studio, diffusers, a1111Cpu, a1111Nv, comfyuiCpu, comfyuiGpu];

/** Throws RangeError on an unknown id. */
export const noiseById = (id: string): NoisePiece => {
  const found = noises.find((noise) => noise.id === id);
  if (found === undefined) throw new Refusal(sentence('noise.none', { id }));
  return found;
};
