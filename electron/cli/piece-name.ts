import { Failure } from '../contract/failure.ts';
import type { PieceDescriptor } from '../contract/records.ts';
import type { Piece } from '../contract/recipe.ts';

type Option = PieceDescriptor['options'][number];

const version = (id: string): number => Number(id.slice(id.indexOf('@') + 1));

const refuse = (kind: string, message: string): never => {
  throw new Failure({ code: 'bad-input', message, what: `recipe.${kind}` });
};

/** `euler@1` as it is, `euler` as its newest version. */
const pieceOf = (kind: string, name: string, known: readonly PieceDescriptor[]): PieceDescriptor =>
  known
    .filter(({ id }) => id === name || id.slice(0, id.indexOf('@')) === name)
    .toSorted((a, b) => version(b.id) - version(a.id))
    .at(0) ?? refuse(kind, `There is no ${kind} “${name}”. There are: ${known.map(({ id }) => id).join(', ')}.`);

const toNumber = (word: string): number | null => (word === '' || !Number.isFinite(Number(word)) ? null : Number(word));

/** The value that a word means to an option, or null where it means nothing. Ranges are checked where the piece is used. */
const valueOf = ({ kind, choices }: Option, word: string): Piece['options'][string] => {
  switch (kind) {
    case 'number':
    case 'integer':
      return toNumber(word);
    case 'boolean':
      return word === 'true' || word === 'false' ? word === 'true' : null;
    case 'choice':
      return choices.includes(word) ? word : null;
    case 'list': {
      const numbers = word.split('/').flatMap((part) => toNumber(part) ?? []);
      return numbers.length === word.split('/').length ? numbers : null;
    }
  }
};

const expected = ({ kind, choices }: Option): string => {
  switch (kind) {
    case 'number':
    case 'integer':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${choices.join(', ')}`;
    case 'list':
      return 'numbers such as 14.6/3/0.5/0';
  }
};

/**
 * A piece as people write it: `heun`, `euler@1`, `dpmpp-2m-sde:eta=0.5,solver=heun`, `custom:sigmas=14.6/3/0`.
 * Throws a `Failure` with the names that there are.
 */
export const pieceNamed = (kind: string, words: string, known: readonly PieceDescriptor[]): Piece => {
  const [name = '', ...rest] = words.split(':');
  const piece = pieceOf(kind, name, known);
  const given = rest
    .join(':')
    .split(',')
    .filter((word) => word !== '');
  const options = given.map((word) => {
    const [key = '', value = ''] = word.split('=');
    const option = piece.options.find((candidate) => candidate.name === key);
    if (option === undefined) {
      const names = piece.options.map((candidate) => candidate.name);
      return refuse(kind, `“${piece.id}” has no setting “${key}”. ${names.length === 0 ? 'It has none.' : `It has: ${names.join(', ')}.`}`);
    }
    return [key, valueOf(option, value) ?? refuse(kind, `“${key}” of “${piece.id}” takes ${expected(option)}, not “${value}”.`)] as const;
  });
  return { id: piece.id, options: Object.fromEntries(options) };
};
