import { type OptionSpecs, type OptionsOf, type PieceInfo, readOptions } from '../options.ts';
import type { OptionValue } from '../pipelines/types.ts';
import type { Family, Levels } from './levels.ts';

/** `imageTokens`: the length of the token sequence, for shifts that depend on the size of the picture. */
export type ScheduleRequest = Readonly<{ levels: Levels; steps: number; imageTokens?: number | null }>;

/** Sigmas of a run, descending, in the model's own coordinates (a flow model's sigma is t), with the end it goes to. */
export type Schedule = (request: ScheduleRequest) => readonly number[];

/** What the table says of a schedule: also which kinds of model it makes sense for. */
type ScheduleInfo = PieceInfo & Readonly<{ families: readonly Family[] }>;
export type ScheduleEntry = ScheduleInfo & Readonly<{ create: (options: Readonly<Record<string, OptionValue>>) => Schedule }>;

/** Checks and fills the options before the factory sees them. */
export const scheduleOf = <const Specs extends OptionSpecs>(
  info: ScheduleInfo & Readonly<{ options: Specs; create: (options: OptionsOf<Specs>) => Schedule }>,
): ScheduleEntry => ({ ...info, create: (given) => info.create(readOptions(info.options, given)) });

/** A schedule that only needs where it starts and ends, then 0. */
export const between =
  (sigmas: (count: number, sigmaMin: number, sigmaMax: number) => readonly number[]): Schedule =>
  ({ levels, steps }) => [...sigmas(steps, levels.sigmaMin, levels.sigmaMax), 0];
