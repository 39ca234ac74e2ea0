import { en } from './en.ts';
import { type Pixels, pixelsIn } from './pixels.ts';

type Key = keyof typeof en;
type Singular<Of extends string> = Of extends `${infer Base}_${'one' | 'other'}` ? Base : Of;

/** Names a sentence of the tables; ids stay, since stored runs and pictures carry them. */
export type SentenceId = Singular<Key>;

type English<Id extends string> = Id extends Key ? (typeof en)[Id] : `${Id}_other` extends Key ? (typeof en)[`${Id}_other`] : never;
type Holes<Text extends string> = Text extends `${string}{{${infer Hole}}}${infer Rest}` ? Hole | Holes<Rest> : never;

/** An amount of memory, which every language writes in its own way. */
export type Bytes = Readonly<{ bytes: number }>;
export type Filling = Words | number | Bytes | Pixels;

/** Something to be said, without a language: which sentence, and what fills its holes. */
export type Sentence = Readonly<{ id: SentenceId; with: Readonly<Record<string, Filling>> }>;

/** What is said to a person: a sentence, several one after another, or somebody else's own words as they stand (onnxruntime's, the system's). */
export type Words = string | Sentence | readonly Words[];

type Fillings<Id extends SentenceId> = Readonly<Record<Holes<English<Id>>, Filling>>;

/** A sentence of the tables with all its holes filled; `count` also chooses the plural form. */
export const sentence = <Id extends SentenceId>(
  id: Id,
  ...[fillings]: [Holes<English<Id>>] extends [never] ? [] : [Fillings<Id>]
): Sentence => ({ id, with: fillings ?? {} });

/** The sentences of one language; plural forms end on `_one`, `_few`, … as `Intl.PluralRules` names them. */
export type Table = Readonly<Record<string, string>>;

export const isSentenceId = (id: string): id is SentenceId => Object.hasOwn(en, id) || Object.hasOwn(en, `${id}_other`);

export const isSentence = (value: unknown): value is Sentence =>
  typeof value === 'object' && value !== null && 'with' in value && 'id' in value && typeof value.id === 'string' && isSentenceId(value.id);

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

const sizeIn = (language: string, bytes: number): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const digits = { style: 'unit', unit: units[power], maximumFractionDigits: power === 3 ? 1 : 0 } as const;
  return new Intl.NumberFormat(language, digits).format(bytes / 1000 ** power);
};

const template = (table: Table, language: string, { id, with: fillings }: Sentence): string => {
  const { count } = fillings;
  const plural = typeof count === 'number' ? table[`${id}_${new Intl.PluralRules(language).select(count)}`] : undefined;
  return plural ?? table[id] ?? table[`${id}_other`] ?? id;
};

/** Says it in the language of `table`; what is not ours goes through `isolate`, so that a name of the other direction does not tear the sentence. */
export const inLanguage = (table: Table, language: string, words: Words, isolate: (text: string) => string = (text) => text): string => {
  if (typeof words === 'string') return words;
  if (!('id' in words)) return words.map((one) => inLanguage(table, language, one, isolate)).join(language === 'ja' ? '' : ' ');
  const fill = (filling: Filling | undefined): string => {
    if (filling === undefined) return '';
    if (typeof filling === 'number')
      return new Intl.NumberFormat(language, { useGrouping: 'min2', maximumFractionDigits: 6 }).format(filling);
    if (typeof filling === 'string') return isolate(filling);
    if ('pixels' in filling) return pixelsIn(language, filling.pixels);
    return 'bytes' in filling ? sizeIn(language, filling.bytes) : inLanguage(table, language, filling, isolate);
  };
  return template(table, language, words).replaceAll(/\{\{(\w+)\}\}/g, (_, hole: string) => fill(words.with[hole]));
};

/** For the command line, logs and whoever reads the host without a window. */
export const inEnglish = (words: Words): string => inLanguage(en, 'en', words);
