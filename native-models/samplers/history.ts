import type { Latent } from '../latent.ts';

/** A value that a multistep method remembers, and the sigma that it belongs to. */
export type Past = Readonly<{ sigma: number; value: Latent }>;

/** The newest first, at most `most`, none twice at one sigma: equal sigmas carry no slope. */
export const remember = (past: readonly Past[], sigma: number, value: Latent, most: number): readonly Past[] =>
  [{ sigma, value }, ...past.filter((entry) => entry.sigma !== sigma)].slice(0, most);

/** Terms for `combine`: each weight with the value it belongs to. */
export const weighted = (past: readonly Past[], weights: readonly number[]): (readonly [number, Latent])[] =>
  weights.map((weight, i) => [weight, past[i]!.value] as const);
