import { dir } from 'i18next';
import { isolated } from '../isolate.ts';

/** A formatter takes far longer to make than to use: one for each language, and each number of digits. */
const kept = <T>(make: (language: string, digits: number) => T): ((language: string, digits?: number) => T) => {
  const known = new Map<string, T>();
  return (language, digits = 0) => {
    const key = `${language} ${digits}`;
    const made = known.get(key) ?? make(language, digits);
    known.set(key, made);
    return made;
  };
};
const dates = kept((language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }));
const days = kept((language) => new Intl.DateTimeFormat(language, { dateStyle: 'full' }));
const numbers = kept((language, digits) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }));
const amounts = kept((language) => new Intl.NumberFormat(language, { useGrouping: 'min2', maximumFractionDigits: 3 }));
const brief = { style: 'unit', unitDisplay: 'short' } as const;
const secondsOf = kept((language, digits) => new Intl.NumberFormat(language, { ...brief, unit: 'second', maximumFractionDigits: digits }));
const minutes = kept((language) => new Intl.NumberFormat(language, { ...brief, unit: 'minute', maximumFractionDigits: 0 }));
const lists = kept((language) => new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' }));

/** Numbers, dates and durations by the platform, in the language of the page. */
export const formatDate = (language: string, time: number): string => dates(language).format(time);

export const formatNumber = (language: string, value: number, digits = 0): string => numbers(language, digits).format(value);

/** A number in a sentence. Thousands are parted from 10,000 on only. */
export const formatAmount = (language: string, value: number): string => amounts(language).format(value);

/**
 * `CUDA, WebGPU`: names in a row, each in its own direction and the row in that of the language. Japanese parts the members of a `unit` by spaces
 * alone, so this is a short conjunction.
 */
export const formatList = (language: string, names: readonly string[]): string =>
  lists(language).format(names.map((name) => isolated(name, dir(language))));

/** `LoRA · rank 4 · 3 kB`: things that stand in a row, in the direction of the language, each in its own. */
export const formatFacts = (language: string, facts: readonly string[]): string =>
  facts.map((fact) => isolated(fact, dir(language))).join(' · ');

/** `1024 × 1536`: of a picture, in pixels. */
export { sizeIn as formatSize } from '../../native-models/words/pixels.ts';

/** `4.2 sec`, `3 min`: as much as one wants to know. */
export const formatDuration = (language: string, milliseconds: number): string => {
  const seconds = milliseconds / 1000;
  if (seconds >= 90) return minutes(language).format(seconds / 60);
  return secondsOf(language, seconds < 10 ? 1 : 0).format(seconds);
};

/** `31 ms`, `0.82 ms`, `1,480 ms`: to be compared with each other. */
export const formatMilliseconds = (language: string, milliseconds: number): string =>
  new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'millisecond',
    unitDisplay: 'short',
    maximumSignificantDigits: milliseconds < 100 ? 2 : 3,
  }).format(milliseconds);

/** `7.5E-6`. */
export const formatScientific = (language: string, value: number): string =>
  new Intl.NumberFormat(language, { notation: 'scientific', maximumFractionDigits: 1 }).format(value);

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
export const formatBytes = (language: string, bytes: number): string => {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  // the short form of a byte has no plural
  const spelled = power === 0 ? 'long' : 'short';
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power],
    unitDisplay: spelled,
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
};

/** `Saturday, 21 November 2026`, of a day such as 20261121. */
export const formatDay = (language: string, day: number): string =>
  days(language).format(new Date(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100));

/** `November 2026`, of a month such as 2026-11. */
export const formatMonth = (language: string, month: string): string =>
  new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' }).format(
    new Date(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1),
  );
