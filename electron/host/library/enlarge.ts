import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { Enlarged } from '../../contract/recipe.ts';
import { type Image, JobId } from '../../contract/records.ts';
import type { Context } from '../context.ts';
import { keepPicture } from './keep-picture.ts';
import { resampled } from './resample.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

const refuse = (message: Words, what: string): Failure => new Failure({ code: 'bad-input', message, what });

/**
 * Adds a picture with more pixels to the library, from the file of one that was made here; no network runs. Its recipe says all that made it.
 * Throws a `Failure` where that cannot be said: of pictures from elsewhere, and of those that were enlarged so before.
 */
export const enlargeImage = async (context: Context, image: Image, enlarged: Enlarged): Promise<Image> => {
  if (image.origin !== null) throw refuse(sentence('enlarge.foreign'), image.file);
  if (image.recipe.enlarged !== null) throw refuse(sentence('enlarge.twice'), image.file);
  if (enlarged.width < image.width || enlarged.height < image.height)
    throw refuse(
      sentence('enlarge.not-more', { width: image.width, height: image.height, asked: enlarged.width, askedHeight: enlarged.height }),
      'size',
    );
  const startedAt = context.clock();
  const png = await resampled(await readFile(join(context.home.library, image.file)), enlarged);
  const recipe = { ...image.recipe, enlarged, lineage: { parent: image.sha256, how: 'enlarged' as const } };
  const { width, height } = enlarged;
  const finished = {
    png,
    recipe,
    width,
    height,
    calls: 0,
    warnings: [],
    trace: null,
    startedAt,
    milliseconds: context.clock() - startedAt,
  };
  return keepPicture(context, finished, { kind: 'direct', generation: JobId.parse(context.newId()) });
};
