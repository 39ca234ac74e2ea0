import { KnownFields } from '../../contract/origin.ts';
import type { Piece } from '../../contract/recipe.ts';
import { pieceOf, type Vocabulary } from '../metadata/piece-names.ts';
import { bareName, lorasIn } from './loras.ts';
import { at, isTree } from './tolerant-json.ts';

/** What a value of another program becomes: some fields of ours. Null where it cannot be carried over. */
export type Conversion = (value: unknown, vocabularies: readonly Vocabulary[]) => Partial<KnownFields> | null;

const numberOf = (value: unknown): number | null => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return null;
  return Number(value);
};
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A field as the contract takes it, or null: nothing is rounded or cut to make it fit. */
const field = <K extends keyof KnownFields>(name: K, value: unknown): Partial<KnownFields> | null => {
  const { success, data } = KnownFields.shape[name].safeParse(value);
  return success && data !== null ? { [name]: data } : null;
};

const firstPiece = (kind: 'sampler' | 'schedule', name: string, vocabularies: readonly Vocabulary[]): Piece | null => {
  for (const vocabulary of vocabularies) {
    const piece = pieceOf(kind, name, vocabulary);
    if (piece !== null) return piece;
  }
  return null;
};

/** `DPM++ 2M Karras`, `dpmpp_2m_k`: some programs name sampler and schedule in one. */
const both: Conversion = (value, vocabularies) => {
  const name = textOf(value);
  if (name === null) return null;
  const sampler = firstPiece('sampler', name, vocabularies);
  if (sampler !== null) return { sampler };
  for (let cut = name.length - 1; cut > 0; cut--) {
    if (!' _-'.includes(name.charAt(cut))) continue;
    const first = firstPiece('sampler', name.slice(0, cut).replace(/[\s-]+$/, ''), vocabularies);
    const schedule = firstPiece('schedule', name.slice(cut + 1), vocabularies);
    if (first !== null && schedule !== null) return { sampler: first, schedule };
  }
  return null;
};

const size: Conversion = (value) => {
  const [width, height] = (typeof value === 'string' ? value.match(/\d+/g) : Array.isArray(value) ? value : null)?.map(Number) ?? [];
  const fields = { ...field('width', width), ...field('height', height) };
  return fields.width === undefined || fields.height === undefined ? null : fields;
};

const model: Conversion = (value) => {
  const name = textOf(value) ?? textOf(at(value, 'name')) ?? textOf(at(value, 'model_name'));
  if (name === null || name.trim() === '') return null;
  return { model: { name: bareName(name), hash: isTree(value) ? textOf(value['hash']) : null } };
};

const number = (name: 'steps' | 'seed' | 'guidance' | 'strength' | 'width' | 'height'): Conversion => {
  return (value) => field(name, numberOf(value));
};

/** Every way that a value can be read, by the name that rules use. */
export const conversions = {
  prompt: (value) => field('prompt', textOf(value)),
  negativePrompt: (value) => field('negativePrompt', textOf(value)),
  steps: number('steps'),
  seed: number('seed'),
  guidance: number('guidance'),
  strength: number('strength'),
  width: number('width'),
  height: number('height'),
  size,
  sampler: both,
  schedule: (value, vocabularies) => {
    const schedule = firstPiece('schedule', textOf(value) ?? '', vocabularies);
    return schedule === null ? null : { schedule };
  },
  model,
  /** A hash belongs to the model that was named. */
  modelHash: (value) => (typeof value === 'string' && value !== '' ? { model: { name: '', hash: value } } : null),
  noise: (value) => field('noise', value),
  promptSyntax: (value) => field('promptSyntax', value),
  hires: (value) => field('hires', value),
  loras: (value) => field('loras', lorasIn(value)),
} as const satisfies Readonly<Record<string, Conversion>>;
export type ConversionName = keyof typeof conversions;
