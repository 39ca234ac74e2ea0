import type { Latent } from '../latent.ts';

/** D(x; σ): the predicted clean latent. Guidance, preconditioning and dtype live in wrappers of this. Checks `signal` before each network call. */
export type Denoise = (x: Latent, sigma: number, signal: AbortSignal) => Promise<Latent>;

/** Unit normal noise for σ → σʹ. A seeded stream may ignore the interval; a Brownian tree may not. */
export type NoiseSource = (length: number, sigma: number, sigmaTo: number) => Latent;

/**
 * One finished step from `sigma` to `sigmaNext`: `x` is the state at `sigmaNext`, `denoised` what the network last predicted, `memory` what the
 * method will want to know of the steps so far.
 */
export type Step = Readonly<{
  index: number;
  count: number;
  sigma: number;
  sigmaNext: number;
  x: Latent;
  denoised: Latent;
  memory: unknown;
}>;

/** Where a run stands between two steps: `index` steps are done. All of it is plain data, so that a run can be put away and go on elsewhere. */
export type Standing = Readonly<{ index: number; x: Latent; memory: unknown }>;

export type Run = Readonly<{
  denoise: Denoise;
  /** State at `sigmas[0]`. */
  x: Latent;
  /** Descending; the last entry is where the run ends, usually 0. */
  sigmas: readonly number[];
  noise: NoiseSource;
  signal: AbortSignal;
  /** Where an earlier run of the same sampler over the same sigmas stood: this one goes on from there, and ends on the same numbers. */
  from?: Standing | undefined;
}>;

/**
 * A sampler is a pure factory's product: yields every step, returns the final state. Who drives it may hand another state back through `next(x)`
 * (blended inpainting puts the known part back so); a plain `for await` changes nothing.
 */
export type Sampler = (run: Run) => AsyncGenerator<Step, Latent, Latent | undefined>;
