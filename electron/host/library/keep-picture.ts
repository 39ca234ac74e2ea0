import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Recipe } from '../../contract/recipe.ts';
import { type Image, ImageId, type JobId, unordered } from '../../contract/records.ts';
import { addDone, endGeneration, forgetRun } from '../../store/generations.ts';
import { imageOfFile, insertImage } from '../../store/images.ts';
import { rememberWritten } from '../../store/library-files.ts';
import { logPrompt } from '../../store/prompts.ts';
import { transaction } from '../../store/sql.ts';
import type { Context } from '../context.ts';
import { withRecipe } from '../metadata/recipe-in-file.ts';
import type { RunTrace } from '../engine.ts';
import { writeDurably } from './durable-write.ts';
import { fileNameOf } from './file-name.ts';
import { stampOf } from './file-stamp.ts';
import type { Words } from '../../../native-models/words/sentence.ts';

export type FinishedRun = Readonly<{
  /** From the engine, without its recipe. */
  png: Buffer;
  /** With `made`. */
  recipe: Recipe;
  width: number;
  height: number;
  calls: number;
  warnings: readonly Words[];
  trace: RunTrace | null;
  startedAt: number;
  /** Of work: neither the pauses of the run nor the sleep of the machine count. */
  milliseconds: number;
}>;

/** Whose run it was: one of the queue, which has its row, or one of the command line, which gets it now. */
export type Origin = Readonly<{ kind: 'queue'; generation: JobId; promptId: number } | { kind: 'direct'; generation: JobId }>;

/** Puts a finished picture into the library: first the file, durably; then its row, in one transaction. Only then may anyone be told. */
export const keepPicture = async ({ home, db, disk, clock, newId }: Context, run: FinishedRun, origin: Origin): Promise<Image> => {
  const file = withRecipe(run.png, run.recipe);
  const name = fileNameOf({ prompt: run.recipe.prompt, seed: run.recipe.seed, time: run.startedAt, run: origin.generation });
  const path = join(home.library, name);
  await writeDurably(path, file, disk);
  const { stamp } = await stampOf(path);
  const endedAt = clock();
  const image: Image = {
    id: ImageId.parse(newId()),
    generation: origin.generation,
    file: name,
    width: run.width,
    height: run.height,
    bytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
    recipe: run.recipe,
    createdAt: endedAt,
    milliseconds: run.milliseconds,
    calls: run.calls,
    warnings: [...run.warnings],
    origin: null,
    ...unordered,
    missing: false,
  };
  return transaction(db, () => {
    // a look at the files came between file and row: what it told of keeps its id
    const seen = imageOfFile(db, name);
    const one = seen === null ? image : { ...image, id: seen.id };
    if (origin.kind === 'queue') {
      endGeneration(db, origin.generation, { state: 'done', error: null, endedAt });
      insertImage(db, one, origin.promptId);
    } else {
      const promptId = logPrompt(db, run.recipe, endedAt);
      addDone(db, { id: origin.generation, recipe: run.recipe, promptId, startedAt: run.startedAt, endedAt });
      insertImage(db, one, promptId);
    }
    if (seen !== null && seen.generation !== origin.generation) forgetRun(db, seen.generation);
    rememberWritten(db, one.id, stamp);
    return one;
  });
};
