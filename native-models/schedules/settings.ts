import type { OptionValue } from '../pipelines/types.ts';
import { type Words, sentence } from '../words/sentence.ts';

export type Defaults = Readonly<Record<string, OptionValue>>;

/** A configuration's values over its class's defaults. */
export type Settings = Readonly<{
  number: (key: string) => number;
  numberOrNull: (key: string) => number | null;
  flag: (key: string) => boolean;
  text: (key: string) => string;
  list: (key: string) => readonly number[] | null;
}>;

/** Keys that describe the file and not the method. */
const aboutTheFile = /^_/;

const isNumbers = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every((entry) => typeof entry === 'number');

/** Whether a value can stand where the class has this default. A default of null stands for a number, a list of numbers or a word; null is off for a switch. */
const fits = (value: unknown, usual: OptionValue): value is OptionValue => {
  if (value === null) return usual === null || typeof usual === 'boolean';
  if (usual === null) return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || isNumbers(value);
  return Array.isArray(usual) ? isNumbers(value) : typeof value === typeof usual;
};

/**
 * Values of the wrong type give way to the default, unknown keys to nothing; both are warnings. Keys of other classes (`elsewhere`) are left over from
 * a configuration's history (Stable Diffusion XL's Euler still has PNDM's), and dropped as the reference drops them.
 */
export const readSettings = (
  given: Readonly<Record<string, unknown>>,
  defaults: Defaults,
  elsewhere: ReadonlySet<string>,
): Readonly<{ settings: Settings; warnings: readonly Words[] }> => {
  const warnings: Words[] = [];
  const values = new Map(Object.entries(defaults));
  for (const [key, value] of Object.entries(given)) {
    if (aboutTheFile.test(key) || value === undefined) continue;
    const usual = defaults[key];
    if (usual === undefined) {
      if (!elsewhere.has(key)) warnings.push(sentence('scheduler.ignored', { key }));
    } else if (fits(value, usual)) values.set(key, value);
    else warnings.push(sentence('scheduler.replaced', { key, value: JSON.stringify(value), usual: JSON.stringify(usual) }));
  }
  const read = <T extends OptionValue>(key: string, is: (value: OptionValue | undefined) => value is T, otherwise: T): T => {
    const value = values.get(key);
    return is(value) ? value : otherwise;
  };
  return {
    warnings,
    settings: {
      number: (key) => read(key, (value) => typeof value === 'number', 0),
      numberOrNull: (key) => read<number | null>(key, (value) => typeof value === 'number', null),
      flag: (key) => read(key, (value) => typeof value === 'boolean', false),
      text: (key) => read(key, (value) => typeof value === 'string', ''),
      list: (key) => read<readonly number[] | null>(key, isNumbers, null),
    },
  };
};
