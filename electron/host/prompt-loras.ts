import { takeLoras } from '../../native-models/graphs/lora/prompt-loras.ts';
import type { RecipeLora } from '../contract/recipe.ts';

/** A prompt without its `<lora:…>` tags and the holes that they leave, and the LoRAs as a recipe names them. A prompt without tags is as it was. */
export const lorasOutOf = (prompt: string): Readonly<{ prompt: string; loras: readonly RecipeLora[] }> => {
  const { prompt: text, loras } = takeLoras(prompt);
  if (loras.length === 0) return { prompt, loras: [] };
  // by pieces: expressions with blanks around commas take quadratic time on long ones
  const pieces = text
    .replaceAll(/ {2,}/g, ' ')
    .split(',')
    .filter((piece) => piece.trim() !== '');
  return {
    prompt: pieces
      .map((piece, index) => (index === pieces.length - 1 ? piece : piece.trimEnd()))
      .join(',')
      .trim(),
    loras: loras.map(({ name, scale, textScale }) => ({
      name,
      hash: null,
      weight: scale,
      textWeight: textScale === scale ? null : textScale,
    })),
  };
};
