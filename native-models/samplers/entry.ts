import { type OptionSpecs, type OptionsOf, type PieceInfo, readOptions } from '../options.ts';
import type { OptionValue } from '../pipelines/types.ts';
import type { Levels } from '../schedules/levels.ts';
import type { Sampler } from './sampler.ts';

/** What the table says of a sampler. */
export type SamplerEntry = PieceInfo &
  Readonly<{
    /** Order of convergence of its deterministic form. */
    order: number;
    callsPerStep: number;
    /** Draws noise with its default options. */
    stochastic: boolean;
    /** Whether a flow model runs in its own time (the ODE's slope is all that counts) or in sigma space (steps in ln σ). */
    coordinates: 'sigma' | 'time';
    /** `levels` are the model's own noise levels, for the one method that steps by them (TCD). */
    create: (options: Readonly<Record<string, OptionValue>>, levels?: Levels) => Sampler;
  }>;

/** Checks and fills the options before the factory sees them. */
export const samplerOf = <const Specs extends OptionSpecs>(
  info: Omit<SamplerEntry, 'create' | 'options'> &
    Readonly<{ options: Specs; create: (options: OptionsOf<Specs>, levels?: Levels) => Sampler }>,
): SamplerEntry => ({ ...info, create: (given, levels) => info.create(readOptions(info.options, given), levels) });
