import { Failure } from '../contract/failure.ts';
import type { PieceDescriptor } from '../contract/records.ts';

const version = (id: string): number => Number(id.slice(id.indexOf('@') + 1));

/** `euler@1` as it is, `euler` as its newest version. Throws with the names that there are. */
export const pieceNamed = (kind: string, name: string, known: readonly PieceDescriptor[]): string => {
  const ids = known.map((piece) => piece.id);
  const newest = ids
    .filter((id) => id === name || id.slice(0, id.indexOf('@')) === name)
    .toSorted((a, b) => version(b) - version(a))
    .at(0);
  if (newest === undefined) {
    throw new Failure({
      code: 'bad-input',
      message: `There is no ${kind} “${name}”. There are: ${ids.join(', ')}.`,
      what: `recipe.${kind}`,
    });
  }
  return newest;
};
