import { log32 } from './log32.ts';
import { interpolate } from './ranges.ts';

/** How a network was trained to see noise; decides which schedules and samplers make sense for it. */
export type Family = 'vp' | 've' | 'edm' | 'flow' | 'pfgmpp';

/** The noise levels that a network knows, and by which number it knows each. For `flow`, sigma is the line's time t. */
export type Levels = Readonly<{
  family: Family;
  sigmaMin: number;
  sigmaMax: number;
  /** How many timesteps it was trained on. */
  trained: number;
  /** σ at a timestep, on the line between whole ones. */
  sigmaAt: (timestep: number) => number;
  /** The timestep at a sigma, even in ln σ between whole ones. */
  timestepAt: (sigma: number) => number;
}>;

const f32 = Math.fround;

/**
 * σ² = (1 − ᾱ)/ᾱ. `terminal` stands in for an ᾱ of 0 (zero terminal SNR), whose sigma is infinite. The table and its logarithm are float32 like the
 * reference's: a sigma made in float64 can then miss the last entry by a hair, and a timestep that is cut to a whole number falls by one.
 */
export const tableLevels = (alphaBars: readonly number[], terminal: number): Levels => {
  const sigmas = alphaBars.map((bar) => {
    const kept = bar > 0 ? bar : terminal;
    return f32(Math.sqrt(f32(f32(1 - kept) / kept)));
  });
  const timesteps = sigmas.map((_, t) => t);
  const logSigmas = sigmas.map(log32);
  return {
    family: 'vp',
    sigmaMin: sigmas[0]!,
    sigmaMax: sigmas.at(-1)!,
    trained: sigmas.length,
    sigmaAt: (timestep) => interpolate(timestep, timesteps, sigmas),
    timestepAt: (sigma) => interpolate(Math.log(Math.max(sigma, 1e-10)), logSigmas, timesteps),
  };
};

/** The same for schedules and samplers that cannot start from an infinite sigma: `top` in place of everything above it. */
export const withFiniteTop = (levels: Levels, top: number): Levels =>
  levels.sigmaMax <= top
    ? levels
    : {
        ...levels,
        sigmaMax: top,
        sigmaAt: (timestep) => Math.min(levels.sigmaAt(timestep), top),
        timestepAt: (sigma) => levels.timestepAt(sigma >= top ? levels.sigmaMax : sigma),
      };
