import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { Enlarged } from '../../contract/recipe.ts';
import { type Image, JobId } from '../../contract/records.ts';
import { imageOfFile, imagesByIds } from '../../store/images.ts';
import type { Context } from '../context.ts';
import { describeFile, recordForeign } from '../import/importer.ts';
import { readMetadata } from '../metadata/formats.ts';
import { withWordsOf } from '../metadata/png.ts';
import { writeDurably } from './durable-write.ts';
import { keepPicture } from './keep-picture.ts';
import { resampled } from './resample.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

const refuse = (message: Words, what: string): Failure => new Failure({ code: 'bad-input', message, what });

/** One from elsewhere: the larger file says what the first one says, and no more. */
const enlargeForeign = async (context: Context, { file, sha256 }: Image, enlarged: Enlarged): Promise<Image> => {
  const { db, disk, home, clock } = context;
  const bytes = await readFile(join(home.library, file));
  const png = await resampled(bytes, enlarged);
  const words = readMetadata(bytes);
  const larger = words === null ? png : withWordsOf(png, words);
  const described = await describeFile(context, { bytes: larger, name: basename(file), modified: clock() }, null);
  if ('reason' in described) throw refuse(described.reason, file);
  const known = imageOfFile(db, described.file);
  if (known !== null) return imagesByIds(db, [known.id])[0] ?? described;
  await writeDurably(join(home.library, described.file), larger, disk);
  const image = { ...described, recipe: { ...described.recipe, lineage: { parent: sha256, how: 'enlarged' as const } } };
  recordForeign(context, image);
  return image;
};

/**
 * Adds a picture with more pixels to the library, from the file of another one; no network runs. The recipe of one that was made here says all that
 * made it. Throws a `Failure` where the size is not more, and for a picture of ours that was enlarged so before: its recipe has room for one size.
 */
export const enlargeImage = async (context: Context, image: Image, enlarged: Enlarged): Promise<Image> => {
  if (image.recipe.enlarged !== null) throw refuse(sentence('enlarge.twice'), image.file);
  if (enlarged.width < image.width || enlarged.height < image.height)
    throw refuse(
      sentence('enlarge.not-more', {
        width: { pixels: image.width },
        height: { pixels: image.height },
        asked: { pixels: enlarged.width },
        askedHeight: { pixels: enlarged.height },
      }),
      'size',
    );
  if (image.origin !== null) return enlargeForeign(context, image, enlarged);
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
