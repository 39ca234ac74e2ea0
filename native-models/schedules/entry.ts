import { type OptionSpecs, type OptionsOf, type PieceInfo, readOptions } from '../options.ts';
import type { OptionValue } from '../pipelines/types.ts';
import type { Levels } from './levels.ts';

/** Sigmas of a run, descending, in the model's own coordinates (a flow model's sigma is t), with the end it goes to. */
export type Schedule = (request: Readonly<{ levels: Levels; steps: number }>) => readonly number[];

export type ScheduleEntry = PieceInfo & Readonly<{ create: (options: Readonly<Record<string, OptionValue>>) => Schedule }>;

/** Checks and fills the options before the factory sees them. */
export const scheduleOf = <const Specs extends OptionSpecs>(
  info: PieceInfo & Readonly<{ options: Specs; create: (options: OptionsOf<Specs>) => Schedule }>,
): ScheduleEntry => ({ ...info, create: (given) => info.create(readOptions(info.options, given)) });

/** A schedule that only needs where it starts and ends, then 0. */
export const between =
  (sigmas: (count: number, sigmaMin: number, sigmaMax: number) => readonly number[]): Schedule =>
  ({ levels, steps }) => [...sigmas(steps, levels.sigmaMin, levels.sigmaMax), 0];
