import type { OptionValue } from './pipelines/types.ts';
import { type Words, sentence } from './words/sentence.ts';
import { Refusal } from './refusal.ts';

type Said = Readonly<{ label: string; explanation: string }>;

/** One setting of a piece, as the form shows it and a recipe stores it. Declared once; the type of its value is derived. */
export type OptionSpec =
  | (Said & Readonly<{ kind: 'number'; min: number; max: number; step: number; default: number }>)
  /** A whole number, or null for none. */
  | (Said & Readonly<{ kind: 'seed'; default: number | null }>)
  | (Said & Readonly<{ kind: 'toggle'; default: boolean }>)
  | (Said & Readonly<{ kind: 'choice'; choices: readonly string[]; default: string }>)
  /** Pairs position, value, position, value, …; positions in [0, 1] ascend. Empty: no curve. */
  | (Said & Readonly<{ kind: 'curve'; min: number; max: number; default: readonly number[] }>)
  /** A list of numbers of any length, for example sigmas. */
  | (Said & Readonly<{ kind: 'list'; default: readonly number[] }>);

type NumberSpec = Extract<OptionSpec, { kind: 'number' }>;

/** A number in [min, max], in steps of `step`. */
export const numberSpec = (
  label: string,
  explanation: string,
  [min, max, step]: readonly [number, number, number],
  value: number,
): NumberSpec => ({
  kind: 'number',
  label,
  explanation,
  min,
  max,
  step,
  default: value,
});

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionsOf<Specs extends OptionSpecs> = Readonly<{ [Name in keyof Specs]: ValueOf<Specs[Name]> }>;
type ValueOf<Spec extends OptionSpec> = Spec extends { kind: 'number' }
  ? number
  : Spec extends { kind: 'seed' }
    ? number | null
    : Spec extends { kind: 'toggle' }
      ? boolean
      : Spec extends { kind: 'choice'; choices: readonly (infer Choice)[] }
        ? Choice
        : readonly number[];

/** What a table says of a piece: `euler@1`, its name on screen, one sentence, its settings. */
export type PieceInfo = Readonly<{ id: string; label: string; explanation: string; options: OptionSpecs }>;

const isNumbers = (value: OptionValue): value is readonly number[] =>
  Array.isArray(value) && value.every((entry) => Number.isFinite(entry));

/** Why the value does not fit, or null. */
const complaint = (spec: OptionSpec, value: OptionValue): Words | null => {
  switch (spec.kind) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return sentence('wants.number');
      return value < spec.min || value > spec.max ? sentence('wants.between', { min: spec.min, max: spec.max }) : null;
    case 'seed':
      return value === null || Number.isSafeInteger(value) ? null : sentence('wants.whole');
    case 'toggle':
      return typeof value === 'boolean' ? null : sentence('wants.toggle');
    case 'choice':
      return typeof value === 'string' && spec.choices.includes(value)
        ? null
        : sentence('wants.choice', { choices: spec.choices.join(', ') });
    case 'curve': {
      if (!isNumbers(value) || value.length % 2 !== 0) return sentence('wants.pairs');
      const inside = value.every((entry, i) =>
        i % 2 === 0 ? entry >= (value[i - 2] ?? 0) && entry <= 1 : entry >= spec.min && entry <= spec.max,
      );
      return inside ? null : sentence('wants.ascending', { min: spec.min, max: spec.max });
    }
    case 'list':
      return isNumbers(value) ? null : sentence('wants.numbers');
  }
};

/**
 * The settings of a piece with its defaults filled in.
 * Throws RangeError on a value that does not fit and on a name that the piece does not have.
 */
export const readOptions = <Specs extends OptionSpecs>(specs: Specs, given: Readonly<Record<string, OptionValue>>): OptionsOf<Specs> => {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(specs, name));
  if (unknown.length > 0) throw new Refusal(sentence('setting.unknown', { names: unknown.join(', ') }));
  const values = Object.entries(specs).map(([name, spec]) => {
    const value = given[name] ?? spec.default;
    const wrong = complaint(spec, value);
    if (wrong !== null) throw new Refusal(sentence('setting.wrong', { name: spec.label, wrong, value: JSON.stringify(value) }));
    return [name, value] as const;
  });
  // Each value was checked against its own spec above: TypeScript cannot correlate the pair.
  return Object.fromEntries(values) as unknown as OptionsOf<Specs>;
};
