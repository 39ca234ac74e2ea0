import type { Latent } from '../latent.ts';
import type { PieceInfo } from '../options.ts';
import type { OptionValue } from '../pipelines/types.ts';
import type { NoiseSource } from '../samplers/sampler.ts';

/** Channels, height, width of one picture's latent. */
export type LatentShape = readonly [channels: number, height: number, width: number];

/**
 * One picture's noise. It has a state, and the order of draws is part of the numbers: a pipeline takes `posterior` first (when it encodes
 * a picture), then `initial`, then samplers take `steps`.
 */
export type PictureNoise = Readonly<{
  /** Unit normals for the sample of a VAE's posterior; zeros where the front-end takes its mean. */
  posterior: (shape: LatentShape) => Latent;
  /** Unit normals to start from, or to noise a picture with. */
  initial: (shape: LatentShape) => Latent;
  /** What samplers draw, step by step. */
  steps: NoiseSource;
  /** The Brownian path of the DPM++ SDE family between two sigmas, for samplers that ask for one instead of `steps`. */
  brownian: (length: number, sigmaMin: number, sigmaMax: number) => NoiseSource;
}>;

/** How far a picture's noise has been drawn: the draws in their order, equal ones in a row counted together. */
export type NoisePosition = readonly Readonly<{ kind: 'posterior' | 'initial' | 'steps'; length: number; times: number }>[];

export type NoiseRequest = Readonly<{ seed: number; options: Readonly<Record<string, OptionValue>> }>;

/** A table entry. `create` throws RangeError on options that do not fit. */
export type NoisePiece = PieceInfo & Readonly<{ create: (request: NoiseRequest) => PictureNoise }>;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
