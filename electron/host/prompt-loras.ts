import { takeLoras } from '../../native-models/graphs/lora/prompt-loras.ts';
import type { RecipeLora } from '../contract/recipe.ts';

/** A prompt without its `<lora:…>` tags and the holes that they leave, and the LoRAs as a recipe names them. A prompt without tags is as it was. */
export const lorasOutOf = (prompt: string): Readonly<{ prompt: string; loras: readonly RecipeLora[] }> => {
  const { prompt: text, loras } = takeLoras(prompt);
  if (loras.length === 0) return { prompt, loras: [] };
  return {
    prompt: text
      .replaceAll(/ {2,}/g, ' ')
      .replaceAll(/(?:\s*,){2,}/g, ',')
      .replace(/^[\s,]+|[\s,]+$/g, ''),
    loras: loras.map(({ name, scale, textScale }) => ({
      name,
      hash: null,
      weight: scale,
      textWeight: textScale === scale ? null : textScale,
    })),
  };
};
