import type { Table } from './sentence.ts';

/** As much of a piece as has words: samplers, schedules, guidance methods, noise sources, priors, prompt syntaxes and their settings. */
type Setting = Readonly<{ name: string; label: string; explanation: string; choices: readonly string[] }>;
type Piece = Readonly<{ id: string; label: string; explanation: string; options: readonly Setting[] }>;

/** Where a table may keep the words of a piece's setting: those of this piece alone go before those of all that have it. */
export const keysOfSetting = (piece: string, name: string): readonly [own: string, shared: string] => [
  `option.${piece.replace(/@.*/, '')}/${name}`,
  `option.${name}`,
];
/** `group` parts the pieces that share an id, such as a model's own sampler and its own schedule. */
export const keysOfPiece = (group: string, id: string): readonly [own: string, shared: string] => [`about.${group}.${id}`, `about.${id}`];

const first = (table: Table, keys: readonly string[]): string | undefined =>
  keys.map((key) => table[key]).find((text) => text !== undefined);

/**
 * A piece with its words in the language of `table`. English stands beside the code of the piece; names that are the same everywhere (Euler, Karras)
 * are in no table.
 */
export const translated = <P extends Piece>(table: Table, group: string, piece: P): P => ({
  ...piece,
  label: table[`piece.${piece.id}`] ?? piece.label,
  explanation: first(table, keysOfPiece(group, piece.id)) ?? piece.explanation,
  options: piece.options.map((option) => {
    const keys = keysOfSetting(piece.id, option.name);
    return {
      ...option,
      label: first(table, keys) ?? option.label,
      explanation:
        first(
          table,
          keys.map((key) => `${key}.about`),
        ) ?? option.explanation,
    };
  }),
});

/** A value that a setting can be set to, in the language of `table`. Names of methods and programs are in no table: they are the same everywhere. */
export const nameOfChoice = (table: Table, value: string): string => table[`choice.${value}`] ?? value;
