import type { Latent } from '../latent.ts';
import type { NoisePosition } from '../noise/noise.ts';
import type { Standing } from '../samplers/sampler.ts';
import type { Words } from '../words/sentence.ts';

/** What inpainting keeps in mind on the way down. */
export type Kept = Readonly<{
  /** Channels that follow the latent's own at every network call. */
  extra: Float32Array | null;
  /** What the mask keeps, for networks that do not know of masks. */
  known: Readonly<{ mask: Float32Array; clean: Latent; noise: Latent }> | null;
}>;

/**
 * A run between two steps, as plain data. A request that goes on from it on the same model and provider ends on the same bits as one that was never
 * stopped. What follows from the request alone (plan, texts, Brownian paths) is not in it.
 */
export type RunState = Readonly<{
  /** 0, or 1 in the second, larger pass. */
  pass: number;
  standing: Standing;
  /** The state as `RunStep.reference`: what the decoder gets where no step is left. */
  reference: Latent;
  kept: Kept;
  /** How far this pass has drawn from its noise. */
  noise: NoisePosition;
  /** What guidance keeps from call to call. */
  guidance: Latent | null;
  /** Network calls so far. */
  calls: number;
  warnings: readonly Words[];
}>;
