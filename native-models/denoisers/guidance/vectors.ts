import type { Latent } from '../../latent.ts';

/** ⟨a, b⟩ */
export const dot = (a: Latent, b: Latent): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};
