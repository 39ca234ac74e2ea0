import { combine, type Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';
import type { Precondition } from './prediction.ts';

/** What a session offers: the network's answer to an already scaled input at a timestep it knows. */
export type Network = (input: Latent, timestep: number, signal: AbortSignal) => Promise<Latent>;

const scaled = (x: Latent, k: number): Latent => x.map((value) => k * value);

/** Network → D(x; σ). `timestepOf` says by which number the network knows σ. */
export const fromNetwork =
  (network: Network, precondition: Precondition, timestepOf: (sigma: number) => number): Denoise =>
  async (x, sigma, signal) => {
    signal.throwIfAborted();
    const { cIn, cSkip, cOut } = precondition(sigma);
    const output = await network(scaled(x, cIn), timestepOf(sigma), signal);
    return combine([cSkip, x], [cOut, output]);
  };

/** What the network must have answered for D(x; σ) to be `denoised`: the inverse of `fromNetwork`, for methods defined on raw outputs. */
export const outputFor = (precondition: Precondition, x: Latent, denoised: Latent, sigma: number): Latent => {
  const { cSkip, cOut } = precondition(sigma);
  return combine([1 / cOut, denoised], [-cSkip / cOut, x]);
};
