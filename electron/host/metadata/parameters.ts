import type { Recipe } from '../../contract/recipe.ts';
import { nameOf } from './piece-names.ts';

const plain = (id: string): string => id.slice(0, id.indexOf('@'));
const quoted = (value: string): string => (/[,:"\n]/.test(value) ? JSON.stringify(value) : value);

/** The recipe as the text that A1111 writes and half the world reads: prompt, negative prompt, one line of settings. */
export const toParameters = (recipe: Recipe): string => {
  const schedule = nameOf('schedule', recipe.schedule, 'a1111');
  const imageScale = recipe.guidance.id.startsWith('image-and-text@') ? (recipe.guidance.options['imageScale'] ?? 1.5) : undefined;
  const settings: (readonly [string, string])[] = [
    ['Steps', String(recipe.steps)],
    ['Sampler', nameOf('sampler', recipe.sampler, 'a1111') ?? plain(recipe.sampler.id)],
    ...(schedule === null ? [] : [['Schedule type', schedule] as const]),
    ['CFG scale', String(recipe.guidance.scale)],
    ...(imageScale === undefined ? [] : [['Image CFG scale', String(imageScale)] as const]),
    ['Seed', String(recipe.seed)],
    ['Size', `${recipe.width}x${recipe.height}`],
    ...(recipe.model.hash === null ? [] : [['Model hash', recipe.model.hash.slice(0, 10)] as const]),
    ['Model', recipe.model.name],
    // an edited picture stands beside the noise: nothing of it is denoised
    ...(recipe.source === null || imageScale !== undefined ? [] : [['Denoising strength', String(recipe.source.strength)] as const]),
    ...(recipe.made === null ? [] : [['Version', recipe.made.engine] as const]),
  ];
  return [
    recipe.prompt,
    ...(recipe.negativePrompt === '' ? [] : [`Negative prompt: ${recipe.negativePrompt}`]),
    settings.map(([key, value]) => `${key}: ${quoted(value)}`).join(', '),
  ].join('\n');
};
