import type { Piece, Recipe } from '../../electron/contract/recipe.ts';

const nameOf = (id: string): string => id.slice(0, id.indexOf('@'));

/** A word of a POSIX shell that means itself. */
export const quoted = (word: string): string => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);

const valueOf = (value: Piece['options'][string]): string => (Array.isArray(value) ? value.join('/') : String(value));

/** A piece as the command line takes it: `dpmpp-2m-sde:eta=0.5`. */
const pieceOf = ({ id, options }: Piece): string => {
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return [id, ...(given.length === 0 ? [] : [given.map(([name, value]) => `${name}=${valueOf(value)}`).join(',')])].join(':');
};

/** The command that makes the same picture in a terminal, beside the same library where it starts from a picture. */
export const commandOf = (recipe: Recipe): string => {
  const { guidance, hires, tiles, enlarged, source } = recipe;
  const options: readonly (readonly [string, string | null])[] = [
    ['negative', recipe.negativePrompt === '' ? null : recipe.negativePrompt],
    ['model', recipe.model.id],
    ['size', `${recipe.width}x${recipe.height}`],
    ['seed', String(recipe.seed)],
    ['steps', String(recipe.steps)],
    ['sampler', pieceOf(recipe.sampler)],
    ['schedule', pieceOf(recipe.schedule)],
    ['guidance', String(guidance.scale)],
    ['guidance-method', pieceOf({ id: guidance.id, options: guidance.options })],
    ['weak-model', guidance.weak?.id ?? null],
    ...recipe.loras.map(
      ({ name, weight, textWeight }) => ['lora', [name, ...(textWeight === null ? [] : [textWeight]), weight].join(':')] as const,
    ),
    ['vae', recipe.components.vae?.name ?? null],
    ['text-encoders', recipe.components.textEncoders?.name ?? null],
    ['predicts', recipe.predicts],
    ['noise', pieceOf(recipe.noise)],
    ['prior', recipe.prior.id === 'gaussian@1' ? null : pieceOf(recipe.prior)],
    ['prompt-syntax', pieceOf(recipe.promptSyntax)],
    ['hires', hires === null ? null : `${hires.width}x${hires.height}`],
    ['hires-strength', hires === null ? null : String(hires.strength)],
    ['hires-steps', hires === null ? null : String(hires.steps)],
    ['hires-enlarge', hires?.enlarge ?? null],
    ['tiles', tiles === null ? null : `${tiles.width}x${tiles.height}`],
    ['tile-overlap', tiles === null ? null : String(tiles.overlap)],
    ['enlarge', enlarged === null ? null : `${enlarged.width}x${enlarged.height}`],
    ['image', source?.image ?? null],
    ['strength', source === null ? null : String(source.strength)],
    ['mask', source?.mask ?? null],
  ];
  const words = options.flatMap(([name, value]) => (value === null ? [] : [`--${name}`, quoted(value)]));
  return ['npm run generate --', quoted(recipe.prompt), ...words].join(' ');
};

/** The settings as people post them. */
export const textOf = (recipe: Recipe): string => {
  const { source } = recipe;
  const facts = [
    `Steps: ${recipe.steps}`,
    `Sampler: ${nameOf(recipe.sampler.id)}`,
    `Schedule type: ${nameOf(recipe.schedule.id)}`,
    `CFG scale: ${recipe.guidance.scale}`,
    `Seed: ${recipe.seed}`,
    `Size: ${recipe.width}x${recipe.height}`,
    ...(source === null ? [] : [`Denoising strength: ${source.strength}`]),
    `Model: ${recipe.model.name}`,
  ];
  return [recipe.prompt, ...(recipe.negativePrompt === '' ? [] : [`Negative prompt: ${recipe.negativePrompt}`]), facts.join(', ')].join(
    '\n',
  );
};
