import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recipe } from '../../contract/recipe.ts';
import { type Image, ImageId, JobId, unordered } from '../../contract/records.ts';
import { addDone, endFound, runsWithoutPicture } from '../../store/generations.ts';
import { imageById, imageOfFile, insertImage } from '../../store/images.ts';
import { putOrder } from '../../store/order-log.ts';
import { logPrompt } from '../../store/prompts.ts';
import { transaction } from '../../store/sql.ts';
import type { Context } from '../context.ts';
import { describeFile, type ImportFile, recordForeign } from '../import/importer.ts';
import { cutOff } from '../metadata/container.ts';
import { formats } from '../metadata/formats.ts';
import { recipeFromFile } from '../metadata/recipe-in-file.ts';
import { runPieceOf } from './file-name.ts';
import { isImported } from './pictures-on-disk.ts';

/** A row for a file that has none, with the order that the log beside the pictures has of it; null where it is no whole picture of ours. */
export const indexFile = async (context: Context, name: string): Promise<Image | null> => {
  const path = join(context.home.library, name);
  const bytes = await readFile(path);
  const modified = Math.round((await stat(path)).mtimeMs);
  const file = { bytes, name, modified };
  const image = isImported(name) ? await indexImported(context, file) : indexOurs(context, file);
  return image === null ? null : withOrder(context, image);
};

/** Up to its end: what somebody appended to a picture does not make it less of one. */
const isWhole = (file: Buffer): boolean => formats.png.is(file) && !formats.png.read(file).problems.includes(cutOff);

const indexOurs = (context: Context, { bytes, name, modified: time }: ImportFile): Image | null => {
  const { db, newId } = context;
  const recipe = recipeFromFile(bytes);
  if (recipe === null || !isWhole(bytes)) return null;
  const found = {
    id: ImageId.parse(newId()),
    file: name,
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    recipe,
    createdAt: time,
    milliseconds: 0,
    calls: 0,
    warnings: [],
    origin: null,
    ...unordered,
    missing: false,
  };
  return transaction(db, () => {
    // whoever wrote the file was a moment later with its row
    if (imageOfFile(db, name) !== null) return null;
    const made = runOf(context, name, recipe);
    const image: Image = { ...found, generation: made?.id ?? JobId.parse(newId()) };
    const promptId = made?.promptId ?? logPrompt(db, recipe, time);
    if (made === undefined) addDone(db, { id: image.generation, recipe, promptId, startedAt: time, endedAt: time });
    else endFound(db, made.id, time);
    insertImage(db, image, promptId);
    return image;
  });
};

const indexImported = async (context: Context, file: ImportFile): Promise<Image | null> => {
  const image = await describeFile(context, file, file.name);
  if ('reason' in image) return null;
  recordForeign(context, image);
  return image;
};

/** A recipe without what only its run could know. */
const asked = ({ model: _model, components: _components, made: _made, guidance, ...rest }: Recipe): string =>
  JSON.stringify({ ...rest, guidance: { ...guidance, weak: null } });

/** The run that was cut off between the file and its row: its id begins as the file's name says, and it asked for this picture. */
const runOf = ({ db }: Context, name: string, recipe: Recipe) => {
  const beginning = runPieceOf(name);
  if (beginning === null) return undefined;
  return runsWithoutPicture(db, beginning).find((run) => asked(run.recipe) === asked(recipe));
};

/** Puts a picture that was indexed anew in order again: what was done to it before the index was lost is in the log beside it. */
const withOrder = async ({ db, orderLog }: Context, image: Image): Promise<Image> => {
  const order = await orderLog.find(image.sha256, image.file);
  if (order === null) return image;
  transaction(db, () => putOrder(db, image.id, order, image.createdAt));
  return imageById(db, image.id) ?? image;
};
