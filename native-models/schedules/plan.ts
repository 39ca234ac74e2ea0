import type { Latent } from '../latent.ts';
import type { Network } from '../denoisers/network.ts';
import type { Precondition } from '../denoisers/prediction.ts';
import type { Denoise, Sampler } from '../samplers/sampler.ts';

/**
 * A run, decided: everything between a model's `scheduler_config.json` plus a person's choices and the loop that drives the sampler.
 * All sigmas and states are in the sampler's own coordinates; only these functions know which those are.
 */
export type Plan = Readonly<{
  /** Its name in the table of samplers, which says how many network calls a step takes and whether it draws noise. */
  samplerId: string;
  /** After the cut that `strength` makes; the last entry is where the run ends. */
  sigmas: readonly number[];
  /** The timestep that the network is told at each of `sigmas` but the last. */
  timesteps: readonly number[];
  sampler: Sampler;
  /** The first state: unit noise alone, or a clean latent noised to the first sigma. */
  start: (noise: Latent, clean: Latent | null) => Latent;
  /** A clean latent noised to any sigma: the known part of blended inpainting. */
  noised: (clean: Latent, noise: Latent, sigma: number) => Latent;
  /** Wraps a network, one condition at a time; guidance then combines such denoisers. */
  denoiser: (network: Network) => Denoise;
  /** The last wrapper, after guidance: clipping and thresholding of the prediction where the model asks for it, consistency boundaries. */
  limited: (denoise: Denoise) => Denoise;
  /** cIn, cSkip, cOut at a sigma; with `outputFor` the way back from D to what the network said. */
  precondition: Precondition;
  timestepOf: (sigma: number) => number;
  /** A state as the reference implementation would hold it at that sigma (VP schedulers hold α·x). */
  asReference: (x: Latent, sigma: number) => Latent;
}>;
