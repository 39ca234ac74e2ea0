import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import { guidanceFor } from '../contract/guidance-for.ts';
import type { Capabilities, Model, PieceDescriptor } from '../contract/records.ts';
import { type Piece, Recipe, type RecipeSource, usualOverlap } from '../contract/recipe.ts';
import type { GenerateOptions } from './arguments.ts';
import { pieceNamed } from './piece-name.ts';

const anySeed = (): number => randomInt(2 ** 32);

/** What was named, else what `--from` had, else the first that there is. */
const choose = (kind: string, words: string | null, known: readonly PieceDescriptor[], otherwise: Piece | undefined): Piece => {
  if (words !== null) return pieceNamed(kind, words, known);
  if (otherwise !== undefined) return otherwise;
  const [first] = known;
  if (first === undefined) throw new Error(`the engine has no ${kind}`);
  return { id: first.id, options: {} };
};

const Given = z.object({
  ...Recipe.pick({ prompt: true, negativePrompt: true, width: true, height: true, seed: true, steps: true }).partial().shape,
  guidance: Recipe.shape.guidance.pick({ scale: true }).optional(),
});

const emptyPrompt = (): Failure =>
  new Failure({ code: 'bad-input', message: 'The prompt is empty. Type what the picture should show.', what: 'recipe.prompt' });

/** Refuses what no model could do, before anything is loaded. */
export const checkGiven = ({ prompt, negative, width, height, seed, steps, guidance, from }: GenerateOptions): void => {
  if (prompt === null ? from === null : prompt.trim() === '') throw emptyPrompt();
  Given.parse({
    prompt: prompt ?? undefined,
    negativePrompt: negative ?? undefined,
    width: width ?? undefined,
    height: height ?? undefined,
    seed: seed ?? undefined,
    steps: steps ?? undefined,
    guidance: guidance === null ? undefined : { scale: guidance },
  });
};

const hiresOf = ({ hires, hiresStrength, hiresSteps, hiresEnlarge, steps }: GenerateOptions): unknown =>
  hires === null
    ? undefined
    : {
        width: hires[0],
        height: hires[1],
        strength: hiresStrength ?? 0.5,
        steps: hiresSteps ?? steps ?? 20,
        enlarge: hiresEnlarge ?? 'pixels',
      };

const tilesOf = ({ tiles, tileOverlap }: GenerateOptions, { point }: Model): unknown =>
  tiles === null ? undefined : { width: tiles[0], height: tiles[1], overlap: tileOverlap ?? usualOverlap(...tiles, point) };

const partNamed = (name: string | null): Recipe['components']['vae'] => (name === null ? null : { name, hash: null });

/**
 * What was asked for, with the model's defaults for the rest; `base` is the recipe of `--from`. Checked like every recipe from
 * outside; the message is the one that a window shows.
 */
export const toRecipe = (
  options: GenerateOptions,
  {
    model,
    weak,
    capabilities,
    base,
    source,
  }: { model: Model; weak: Model | null; capabilities: Capabilities; base: Recipe | null; source: RecipeSource | null },
): Recipe => {
  const { defaults } = model;
  // what was said of one model means nothing for another
  const kept = base?.model.id === model.id ? base : null;
  const prompt = options.prompt ?? base?.prompt;
  if (prompt === undefined || prompt.trim() === '') throw emptyPrompt();
  return Recipe.parse({
    version: 1,
    prompt,
    negativePrompt: options.negative ?? base?.negativePrompt ?? '',
    promptSyntax: choose('prompt syntax', options.promptSyntax, capabilities.promptSyntax, base?.promptSyntax),
    model: { id: model.id, name: model.name, hash: null },
    width: options.width ?? base?.width ?? defaults.width,
    height: options.height ?? base?.height ?? defaults.height,
    seed: options.seed ?? base?.seed ?? anySeed(),
    noise: choose('noise source', options.noise, capabilities.noise, base?.noise),
    prior: choose('prior', options.prior, capabilities.priors, base?.prior ?? defaults.prior ?? undefined),
    steps: options.steps ?? base?.steps ?? defaults.steps,
    sampler: choose('sampler', options.sampler, capabilities.samplers, base?.sampler ?? defaults.sampler),
    schedule: choose('schedule', options.schedule, capabilities.schedules, base?.schedule ?? defaults.schedule),
    guidance: {
      ...choose(
        'guidance method',
        options.guidanceMethod,
        options.guidanceMethod === null ? guidanceFor(model, capabilities.guidance) : capabilities.guidance,
        base === null ? undefined : { id: base.guidance.id, options: base.guidance.options },
      ),
      scale: options.guidance ?? base?.guidance.scale ?? defaults.guidance,
      weak: weak === null ? (base?.guidance.weak ?? null) : { id: weak.id, name: weak.name, hash: null },
    },
    source: source ?? base?.source ?? null,
    hires: hiresOf(options) ?? base?.hires ?? null,
    tiles: tilesOf(options, model) ?? base?.tiles ?? null,
    enlarged:
      options.enlarge === null ? (base?.enlarged ?? null) : { by: 'lanczos3@1', width: options.enlarge[0], height: options.enlarge[1] },
    components: {
      vae: partNamed(options.vae) ?? kept?.components.vae ?? null,
      textEncoders: partNamed(options.textEncoders) ?? kept?.components.textEncoders ?? null,
    },
    predicts: options.predicts ?? kept?.predicts ?? null,
    loras: [...(base?.loras ?? []), ...options.loras],
    inversions: base?.inversions ?? [],
    made: null,
  });
};
