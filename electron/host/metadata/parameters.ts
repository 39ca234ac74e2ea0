import type { Recipe, RecipeLora } from '../../contract/recipe.ts';
import { nameOf } from './piece-names.ts';

const plain = (id: string): string => id.slice(0, id.indexOf('@'));
const quoted = (value: string): string => (/[,:"\n]/.test(value) ? JSON.stringify(value) : value);

/** `<lora:name:0.8>`; with a weight of its own for the text encoders, which comes first. */
const tagOf = ({ name, weight, textWeight }: RecipeLora): string =>
  `<lora:${name}:${[...(textWeight === null ? [] : [textWeight]), weight].join(':')}>`;

type Settings = (readonly [key: string, value: string])[];

/** Only the noise that A1111 has itself has its words. */
const noiseOf = ({ id, options }: Recipe['noise']): Settings => {
  const rng = { 'a1111-cpu@1': 'CPU', 'a1111-nv@1': 'NV' }[id];
  const said = { 'Variation seed': 'variationSeed', 'Variation seed strength': 'variationStrength', ENSD: 'etaNoiseSeedDelta' } as const;
  if (rng === undefined) return [];
  return [
    ...Object.entries(said).flatMap(([key, name]) => {
      const value = options[name];
      return typeof value === 'number' ? [[key, String(value)] as const] : [];
    }),
    ['RNG', rng],
  ];
};

const hiresOf = ({ width, height, strength, steps, enlarge }: NonNullable<Recipe['hires']>): Settings => [
  ['Denoising strength', String(strength)],
  ['Hires resize', `${width}x${height}`],
  ['Hires steps', String(steps)],
  ['Hires upscaler', enlarge === 'latent' ? 'Latent' : 'Lanczos'],
];

/** The recipe as the text that A1111 writes and half the world reads: prompt, negative prompt, one line of settings. Without what other readers stumble over. */
export const toParameters = (recipe: Recipe): string => {
  const schedule = nameOf('schedule', recipe.schedule, 'a1111');
  const imageScale = recipe.guidance.id.startsWith('image-and-text@') ? (recipe.guidance.options['imageScale'] ?? 1.5) : undefined;
  const hashes = recipe.loras.flatMap(({ name, hash }) => (hash === null ? [] : [`${name}: ${hash.slice(0, 10)}`]));
  const settings: Settings = [
    ['Steps', String(recipe.steps)],
    ['Sampler', nameOf('sampler', recipe.sampler, 'a1111') ?? plain(recipe.sampler.id)],
    ...(schedule === null ? [] : [['Schedule type', schedule] as const]),
    ['CFG scale', String(recipe.guidance.scale)],
    ...(imageScale === undefined ? [] : [['Image CFG scale', String(imageScale)] as const]),
    ['Seed', String(recipe.seed)],
    ['Size', `${recipe.width}x${recipe.height}`],
    ...(recipe.model.hash === null ? [] : [['Model hash', recipe.model.hash.slice(0, 10)] as const]),
    ['Model', recipe.model.name],
    ...noiseOf(recipe.noise),
    // an edited picture stands beside the noise: nothing of it is denoised
    ...(recipe.source === null || imageScale !== undefined ? [] : [['Denoising strength', String(recipe.source.strength)] as const]),
    ...(recipe.source === null && recipe.hires !== null ? hiresOf(recipe.hires) : []),
    ...(hashes.length === 0 ? [] : [['Lora hashes', hashes.join(', ')] as const]),
    ...(recipe.made === null ? [] : [['Version', recipe.made.engine] as const]),
  ];
  return [
    [recipe.prompt, ...recipe.loras.map(tagOf)].join(' '),
    ...(recipe.negativePrompt === '' ? [] : [`Negative prompt: ${recipe.negativePrompt}`]),
    settings.map(([key, value]) => `${key}: ${quoted(value)}`).join(', '),
  ]
    .join('\n')
    .replaceAll('\0', '')
    .toWellFormed();
};
