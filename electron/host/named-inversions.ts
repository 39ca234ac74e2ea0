import type { RecipeInversion } from '../contract/recipe.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** How a text calls an inversion: by its name as a word of its own, or as `embedding:name` (ComfyUI's way). Null where it does not. */
export const tokenIn = (text: string, name: string): string | null => {
  const match = new RegExp(String.raw`(?<![\p{L}\p{N}_-])(?:embedding:)?${escaped(name)}(?![\p{L}\p{N}_-])`, 'iu').exec(text);
  return match?.[0] ?? null;
};

/** The names that the prompts of a recipe use, with how they are written. */
export const inversionsNamed = <T extends Readonly<{ name: string }>>(
  prompts: readonly string[],
  inversions: readonly T[],
): readonly Readonly<{ inversion: T; token: RecipeInversion['token'] }>[] =>
  inversions.flatMap((inversion) => {
    const token = prompts.map((text) => tokenIn(text, inversion.name)).find((found) => found !== null);
    return token === undefined ? [] : [{ inversion, token }];
  });
