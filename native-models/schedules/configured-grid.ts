import { beta } from './beta.ts';
import { exponential } from './exponential.ts';
import { karras } from './karras.ts';
import type { Levels } from './levels.ts';
import { linspace, roundHalfEven } from './ranges.ts';
import { type SpacingRule, spacedTimesteps } from './spacing.ts';

/** One run's sigmas (one more than timesteps) and what the network is told at each, in the model's own coordinates. */
export type Grid = Readonly<{ sigmas: readonly number[]; timesteps: readonly number[] }>;

export type Shape = 'spaced' | 'log-linear' | 'karras' | 'exponential' | 'beta' | 'lu';
/** How the timestep of a sigma between two trained ones is told. */
export type Naming = 'between' | 'rounded' | 'cut' | 'edm';

export type TableGrid = Readonly<{
  spacing: SpacingRule;
  shape: Shape;
  /** What a shape runs between: the spaced timesteps' own sigmas, or all that were trained; fixed ends where the configuration names them. */
  range: 'spaced' | 'trained';
  sigmaMin: number | null;
  sigmaMax: number | null;
  naming: Naming;
  /** The last sigma: 0, that of timestep 0, or the last one again. */
  end: 'zero' | 'first-trained' | 'repeat';
}>;

const shaped = (shape: Shape, count: number, low: number, high: number): readonly number[] => {
  switch (shape) {
    case 'karras':
      return karras(count, low, high);
    case 'exponential':
    case 'log-linear':
      return exponential(count, low, high);
    case 'beta':
      return beta(count, low, high);
    case 'lu':
      // Lu et al. (2022b): even steps in λ, which is what the reference's ρ = 1 amounts to
      return linspace(Math.log(high), Math.log(low), count).map(Math.exp);
    case 'spaced':
      throw new Error('spaced sigmas have no shape of their own');
  }
};

const named = (naming: Naming, timestep: number, sigma: number): number => {
  switch (naming) {
    case 'between':
      return timestep;
    case 'rounded':
      return roundHalfEven(timestep);
    case 'cut':
      return Math.trunc(timestep);
    case 'edm':
      return 0.25 * Math.log(sigma);
  }
};

/** The grid of a class that works on a table of trained noise levels. */
export const tableGrid = (rule: TableGrid, levels: Levels, steps: number): Grid => {
  const spaced = spacedTimesteps(rule.spacing, steps);
  const spacedSigmas = spaced.map(levels.sigmaAt);
  const trained = rule.range === 'trained';
  const high = rule.sigmaMax ?? (trained ? levels.sigmaMax : spacedSigmas[0]!);
  const low = rule.sigmaMin ?? (trained ? levels.sigmaMin : spacedSigmas.at(-1)!);
  const own = rule.shape === 'spaced';
  // the log-linear reading of Euler's table has one point more than it has timesteps, and so never reaches its end
  if (rule.shape === 'log-linear') return { sigmas: shaped('log-linear', steps + 1, levels.sigmaMin, levels.sigmaMax), timesteps: spaced };
  const sigmas = own ? spacedSigmas : shaped(rule.shape, steps, low, high);
  const timesteps = own && rule.naming !== 'edm' ? spaced : sigmas.map((sigma) => named(rule.naming, levels.timestepAt(sigma), sigma));
  const end = rule.end === 'zero' ? 0 : rule.end === 'repeat' ? sigmas.at(-1)! : levels.sigmaMin;
  return { sigmas: [...sigmas, end], timesteps };
};
