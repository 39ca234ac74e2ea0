import { Failure } from '../../contract/failure.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Capabilities, JobId, Model } from '../../contract/records.ts';
import type { Difference, Verification } from '../../contract/verification.ts';
import { checkRecipe } from '../check-recipe.ts';
import type { RunWatch } from '../engine.ts';
import { toAppError } from '../errors.ts';
import type { FinishedRun } from '../library/keep-picture.ts';
import { formatOf } from '../metadata/formats.ts';
import { recipeFromFile } from '../metadata/recipe-in-file.ts';
import { comparePictures } from './compare.ts';

/** From here on no eye sees a difference. */
const unseen = 40;

export type VerifyParts = Readonly<{
  /** The model that a recipe means, wherever it lies now. */
  model: (recipe: Recipe) => Promise<Model>;
  capabilities: () => Promise<Capabilities>;
  run: (recipe: Recipe, ask: JobId, watch: RunWatch) => Promise<FinishedRun>;
  clock: () => number;
}>;

const differ = (what: Difference['what'], made: string | null | undefined, now: string | null | undefined): Difference[] =>
  made == null || now == null || made === now ? [] : [{ what, made, now }];

/** Pieces that this engine does not have in the recipe's version, with the newest one that it has. */
const missingPieces = (recipe: Recipe, known: Capabilities): Difference[] => {
  const check = (what: Difference['what'], id: string, pieces: Capabilities['samplers']): Difference[] => {
    if (id === 'model@1' || pieces.some((piece) => piece.id === id)) return [];
    const name = id.slice(0, id.indexOf('@') + 1);
    return [{ what, made: id, now: pieces.findLast((piece) => piece.id.startsWith(name))?.id ?? '–' }];
  };
  return [
    ...check('sampler', recipe.sampler.id, known.samplers),
    ...check('schedule', recipe.schedule.id, known.schedules),
    ...check('guidance', recipe.guidance.id, known.guidance),
    ...check('noise', recipe.noise.id, known.noise),
    ...check('prior', recipe.prior.id, known.priors),
    ...check('prompt-syntax', recipe.promptSyntax.id, known.promptSyntax),
  ];
};

const ofModel = (model: Recipe['model'] | null | undefined): string | null => model?.hash ?? null;

/** What made the picture, beside what made it now. */
const circumstances = (made: Recipe, now: Recipe): Difference[] => [
  ...differ('engine', made.made?.engine, now.made?.engine),
  ...differ('model', ofModel(made.model), ofModel(now.model)),
  ...differ('weak-model', ofModel(made.guidance.weak), ofModel(now.guidance.weak)),
  ...differ('provider', made.made?.provider, now.made?.provider),
];

const nothing = { psnr: null, largest: null, changed: null } as const;

/**
 * Runs the recipe that a picture's file carries once more and compares the pixels; nothing is added to the library. Only the file is read:
 * the model is found by its id or content, the picture that it started from by its content. Throws where the file has no recipe, and
 * where it was cancelled.
 */
export const verifyFile = async (
  { model, capabilities, run, clock }: VerifyParts,
  file: Buffer,
  ask: JobId,
  watch: RunWatch,
): Promise<Verification> => {
  const startedAt = clock();
  const recipe = recipeFromFile(file);
  if (recipe === null) {
    throw new Failure({
      code: 'bad-input',
      message: 'There is no recipe of Tincture in this file, so there is nothing to run again.',
      what: 'file',
    });
  }
  const known = await capabilities();
  const pieces = missingPieces(recipe, known);
  let finished: FinishedRun;
  try {
    checkRecipe(recipe, await model(recipe), known);
    finished = await run(recipe, ask, watch);
  } catch (error) {
    const reason = toAppError(error);
    if (reason.code === 'cancelled') throw error;
    return { verdict: 'impossible', ...nothing, differences: pieces, milliseconds: clock() - startedAt, error: reason };
  }
  const differences = [...pieces, ...circumstances(recipe, finished.recipe)];
  const format = formatOf(file) ?? 'unknown';
  const lossy = differ('format', format, 'png');
  const compared = await comparePictures(file, finished.png);
  const milliseconds = clock() - startedAt;
  if (compared.kind === 'sizes') {
    return {
      verdict: 'different',
      ...nothing,
      differences: [{ what: 'size', made: compared.first, now: compared.second }, ...differences, ...lossy],
      milliseconds,
      error: null,
    };
  }
  const { psnr, largest, changed } = compared;
  const verdict = psnr === null ? 'identical' : psnr >= unseen ? 'close' : 'different';
  // another format explains a difference; where there is none it does not matter
  return { verdict, psnr, largest, changed, differences: [...differences, ...(psnr === null ? [] : lossy)], milliseconds, error: null };
};
