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
import type { Rebuild, Rebuilt } from './rebuild.ts';

/** From here on no eye sees a difference. */
const unseen = 40;

export type VerifyParts = Readonly<{
  /** The model that a recipe means, wherever it lies now. */
  model: (recipe: Recipe) => Promise<Model>;
  capabilities: () => Promise<Capabilities>;
  run: (recipe: Recipe, ask: JobId, watch: RunWatch) => Promise<FinishedRun>;
  /** The recipe of a picture that another program made. */
  rebuild: Rebuild;
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

/** What is run again: our own recipe, or one that was made of another program's words. */
type Asked = Readonly<Omit<Rebuilt, 'tool'> & { tool: string | null }>;

/** The start of a SHA-256 (AutoV2) that is not this one's is another model; other kinds of hashes tell nothing. */
const otherModel = (said: string | null, now: string | null): Difference[] =>
  said === null || now === null || !/^([0-9a-f]{10}|[0-9a-f]{64})$/i.test(said) || now.startsWith(said.toLowerCase())
    ? []
    : [{ what: 'model', made: said, now }];

const nothing = { psnr: null, largest: null, changed: null } as const;

/**
 * Runs the recipe that a picture's file carries once more and compares the pixels; nothing is added to the library. Only the file is read:
 * the model is found by its id or content, the picture that it started from by its content. A picture of another program is run as far as its file tells.
 * Throws where the file says nothing, and where it was cancelled.
 */
export const verifyFile = async (
  { model, capabilities, run, rebuild, clock }: VerifyParts,
  file: Buffer,
  ask: JobId,
  watch: RunWatch,
): Promise<Verification> => {
  const startedAt = clock();
  const own = recipeFromFile(file);
  const known = await capabilities();
  let asked: Asked | null = null;
  let finished: FinishedRun;
  try {
    asked = own === null ? await rebuild(file) : { tool: null, recipe: own, modelHash: null, differences: missingPieces(own, known) };
    checkRecipe(asked.recipe, await model(asked.recipe), known);
    finished = await run(asked.recipe, ask, watch);
  } catch (error) {
    const reason = toAppError(error);
    // nothing to run is no result
    if (reason.code === 'cancelled' || (asked === null && reason.what === 'file')) throw error;
    return {
      verdict: 'impossible',
      ...nothing,
      differences: [...(asked?.differences ?? [])],
      milliseconds: clock() - startedAt,
      error: reason,
    };
  }
  const differences = [
    ...differ('engine', asked.tool, finished.recipe.made?.engine),
    ...otherModel(asked.modelHash, finished.recipe.model.hash),
    ...asked.differences,
    ...circumstances(asked.recipe, finished.recipe),
  ];
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
