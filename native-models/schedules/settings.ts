import type { OptionValue } from '../pipelines/types.ts';

export type Defaults = Readonly<Record<string, OptionValue>>;

/** A configuration's values over its class's defaults, each read as the type that the default has; what does not fit is a warning. */
export type Settings = Readonly<{
  number: (key: string) => number;
  numberOrNull: (key: string) => number | null;
  flag: (key: string) => boolean;
  text: (key: string) => string;
  list: (key: string) => readonly number[] | null;
}>;

/** Keys that describe the file and not the method. */
const aboutTheFile = /^_/;

export const readSettings = (
  given: Readonly<Record<string, unknown>>,
  defaults: Defaults,
): Readonly<{ settings: Settings; warnings: string[] }> => {
  const warnings = Object.keys(given)
    .filter((key) => !(key in defaults) && !aboutTheFile.test(key))
    .map((key) => `the scheduler's setting "${key}" is not known here and was ignored`);
  const pick = <T>(key: string, fits: (value: unknown) => value is T, fallback: T): T => {
    const value = key in given ? given[key] : defaults[key];
    if (fits(value)) return value;
    const usual = defaults[key];
    warnings.push(`the scheduler's setting "${key}" cannot be ${JSON.stringify(value)}; ${JSON.stringify(usual)} was used`);
    return fits(usual) ? usual : fallback;
  };
  const isNumber = (value: unknown): value is number => typeof value === 'number';
  const isList = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isNumber);
  return {
    warnings,
    settings: {
      number: (key) => pick(key, isNumber, 0),
      numberOrNull: (key) =>
        pick(key, (value): value is number | null => value === null || value === undefined || isNumber(value), null) ?? null,
      flag: (key) => pick(key, (value): value is boolean | null => value === null || typeof value === 'boolean', false) ?? false,
      text: (key) => pick(key, (value): value is string => typeof value === 'string', ''),
      list: (key) => pick(key, (value): value is readonly number[] | null => value === null || isList(value), null),
    },
  };
};
