import { a1111Weights } from './a1111.ts';
import { plain } from './plain.ts';
import type { PromptPiece } from './prompt.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** Every prompt syntax; the first is the default. A syntax exists because it has a line here. */
export const promptSyntaxes: readonly PromptPiece[] = [plain, a1111Weights];

/** Throws RangeError on an unknown id. */
export const promptSyntaxById = (id: string): PromptPiece => {
  const found = promptSyntaxes.find((syntax) => syntax.id === id);
  if (found === undefined) throw new Refusal(sentence('syntax.none', { id }));
  return found;
};
