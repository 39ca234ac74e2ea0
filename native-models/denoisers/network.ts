import { combine, type Latent } from '../latent.ts';
import type { Denoise } from '../samplers/sampler.ts';
import type { Precondition } from './prediction.ts';

/** What a session offers: the network's answer to an already scaled input at a timestep it knows. */
export type Network = (input: Latent, timestep: number, signal: AbortSignal) => Promise<Latent>;

const joined = (first: Latent, second: Latent): Latent => {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
};

const scaled = (x: Latent, k: number): Latent => x.map((value) => k * value);

/**
 * What of an answer is wanted: the prediction alone, which comes first where a network says more, or with it the rest (a predicted variance),
 * appended to D as it is.
 */
export type Wanted = 'prediction' | 'prediction and rest';

/** Network → D(x; σ). `timestepOf` says by which number the network knows σ. */
export const fromNetwork =
  (network: Network, precondition: Precondition, timestepOf: (sigma: number) => number, wanted: Wanted = 'prediction'): Denoise =>
  async (x, sigma, signal) => {
    signal.throwIfAborted();
    const { cIn, cSkip, cOut } = precondition(sigma);
    const output = await network(scaled(x, cIn), timestepOf(sigma), signal);
    const denoised = combine([cSkip, x], [cOut, output]);
    return wanted === 'prediction' ? denoised : joined(denoised, output.subarray(x.length));
  };

/** What the network must have answered for D(x; σ) to be `denoised`: the inverse of `fromNetwork`, for methods defined on raw outputs. */
export const outputFor = (precondition: Precondition, x: Latent, denoised: Latent, sigma: number): Latent => {
  const { cSkip, cOut } = precondition(sigma);
  return combine([1 / cOut, denoised], [-cSkip / cOut, x]);
};
