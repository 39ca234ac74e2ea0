import { combine, type Latent } from '../../latent.ts';
import { outputFor } from '../network.ts';
import type { Point, RunFacts } from './guidance.ts';

/** Sample standard deviation (n − 1), as torch's `std`. */
const deviation = (x: Latent): number => {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1));
};

/** φ·g·std(c)/std(g) + (1 − φ)·g (Lin et al., 2024, eq. 15–16). */
const pull = (guided: Latent, positive: Latent, phi: number): Latent => {
  const factor = (phi * deviation(positive)) / deviation(guided) + (1 - phi);
  return guided.map((value) => factor * value);
};

/** The space that a formula is stated in: what the network said (ε, v, …), or the denoised latent. */
export type Space = 'raw' | 'denoised';

/** Runs a formula over two raw predictions, from D and back to D. */
export const onRaw = (
  facts: RunFacts,
  { x, sigma }: Point,
  a: Latent,
  b: Latent,
  formula: (rawA: Latent, rawB: Latent) => Latent,
): Latent => {
  const { cSkip, cOut } = facts.precondition(sigma);
  const rawOf = (denoised: Latent): Latent => outputFor(facts.precondition, x, denoised, sigma);
  return combine([cSkip, x], [cOut, formula(rawOf(a), rawOf(b))]);
};

/**
 * Brings the spread of a guided prediction back towards the positive one's: against over-exposure at large scales.
 *
 * On `raw` this is diffusers' `rescale_noise_cfg`. On `denoised` it is another picture: ε̂ holds mostly the noise of x, whose spread
 * guidance hardly changes, so that at high σ the raw form does little where the denoised form takes the whole growth of D back; the two agree only where D is the raw prediction.
 */
export const rescaled = (facts: RunFacts, point: Point, guided: Latent, positive: Latent, phi: number, space: Space): Latent =>
  space === 'denoised' ? pull(guided, positive, phi) : onRaw(facts, point, guided, positive, (g, c) => pull(g, c, phi));
