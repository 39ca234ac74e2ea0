import type { Latent } from '../latent.ts';

/** A seeded stream of unit normals. It has a state: what a draw returns depends on the draws before it. */
export type Generator = Readonly<{
  /** The next `length` unit normals, as one tensor of that many elements: two draws of 8 are not one draw of 16. Values are float32 numbers. */
  randn: (length: number) => Latent;
}>;
