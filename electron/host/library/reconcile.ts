import { createHash } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Recipe } from '../../contract/recipe.ts';
import { type Image, ImageId, JobId, unordered } from '../../contract/records.ts';
import { addDone, endFound, runsWithoutPicture } from '../../store/generations.ts';
import { type IndexedFile, imageById, imageOfFile, indexedFiles, insertImage, setDeleted, setMissing } from '../../store/images.ts';
import { putOrder } from '../../store/order-log.ts';
import { logPrompt } from '../../store/prompts.ts';
import { transaction } from '../../store/sql.ts';
import type { Context } from '../context.ts';
import { looksLikePicture } from '../import/find-pictures.ts';
import { describeFile, importedFolder, type ImportFile, recordForeign } from '../import/importer.ts';
import { formats } from '../metadata/formats.ts';
import { recipeFromFile } from '../metadata/recipe-in-file.ts';
import { binFolder } from './bin.ts';
import { runPieceOf } from './file-name.ts';
import { writerOf } from './durable-write.ts';
import { type Moved, followMoved } from './follow-moved.ts';
import { whyUnread } from './why-unread.ts';
import type { Words } from '../../../native-models/words/sentence.ts';

export type Found = Readonly<{
  indexed: Image[];
  missing: ImageId[];
  back: ImageId[];
  moved: readonly Moved[];
  /** Picture files that are in no row, with the reason. */
  unread: readonly { file: string; reason: Words }[];
}>;

/** Is told how many files were looked at, and stops the work. */
export type Progress = Readonly<{ tell: (done: number, total: number) => void; signal: AbortSignal }>;
const unwatched: Progress = { tell: () => undefined, signal: new AbortController().signal };

/** Makes index and disk agree: half-written files go, renamed ones are followed, files without a row are indexed from the recipe inside them, rows without a file are marked. */
export const reconcile = async (context: Context, { tell, signal }: Progress = unwatched): Promise<Found> => {
  const { home, db } = context;
  // the index before the disk: what another process adds meanwhile has its file, and is not held to be missing
  const known = await allIndexed(context);
  const files = new Set(await listPictures(home.library));
  const binned = new Set((await namesIn(join(home.library, binFolder))).map((name) => name));
  const moved = await followMoved(context, files, known);
  for (const { from, to } of moved) {
    const row = known.get(from);
    known.delete(from);
    if (row !== undefined) known.set(to, row);
  }
  const missing: ImageId[] = [];
  const back: ImageId[] = [];
  for (const [file, row] of known) {
    const inBin = binned.has(file.slice(file.lastIndexOf('/') + 1));
    if (files.has(file)) {
      if (row.missing) setMissing(db, row.id, false);
      // a restore was cut off between the file and its row
      if (row.deleted) setDeleted(db, row.id, null);
      if (row.missing || row.deleted) back.push(row.id);
    } else if (inBin && !row.deleted) {
      // a delete was cut off between the file and its row
      setDeleted(db, row.id, context.clock());
      missing.push(row.id);
    } else if (!inBin && !row.missing && !row.deleted) {
      setMissing(db, row.id, true);
      missing.push(row.id);
    }
  }
  const indexed: Image[] = [];
  const unread: { file: string; reason: Words }[] = [];
  await context.orderLog.restoreLists();
  let done = 0;
  for (const file of files) {
    signal.throwIfAborted();
    done += 1;
    if (known.has(file)) continue;
    tell(done, files.size);
    const image = await indexFile(context, file);
    if (image !== null) indexed.push(await withOrder(context, image));
    else if (imageOfFile(db, file) === null) unread.push({ file, reason: await whyUnread(join(home.library, file)) });
  }
  return { indexed, missing, back, moved, unread };
};

/** Rows that are read in one go: a few milliseconds, between which a window is answered. */
const slice = 1_000;

const allIndexed = async ({ db }: Context): Promise<Map<string, IndexedFile>> => {
  const known = new Map<string, IndexedFile>();
  for (let rows = indexedFiles(db, 0, slice); rows.length > 0; rows = indexedFiles(db, rows.at(-1)?.row ?? 0, slice)) {
    for (const { file, ...row } of rows) known.set(file, row);
    await breathe();
  }
  return known;
};

/** A row for a file that has none; null where it is no whole picture of ours. */
const indexFile = async (context: Context, name: string): Promise<Image | null> => {
  const { home, db, newId } = context;
  const path = join(home.library, name);
  const file = await readFile(path);
  const time = Math.round((await stat(path)).mtimeMs);
  if (isImported(name)) return indexImported(context, { bytes: file, name, modified: time });
  const recipe = recipeFromFile(file);
  if (recipe === null || !isWhole(file)) return null;
  const found = {
    id: ImageId.parse(newId()),
    file: name,
    width: file.readUInt32BE(16),
    height: file.readUInt32BE(20),
    bytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
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

const isImported = (name: string): boolean => name.startsWith(`${importedFolder}/`);

const indexImported = async (context: Context, file: ImportFile): Promise<Image | null> => {
  const image = await describeFile(context, file, file.name);
  if ('reason' in image) return null;
  recordForeign(context, image);
  return image;
};

const isWhole = (file: Buffer): boolean => formats.png.is(file) && file.subarray(-8, -4).toString('latin1') === 'IEND';

const namesIn = async (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Every PNG below the library by its name there, and what was brought in, in its own format; temporary files of processes that are gone are removed on the way. */
const listPictures = async (root: string, below = ''): Promise<string[]> => {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.')) names.push(...(await listPictures(root, name)));
    if (!entry.isFile()) continue;
    const writer = writerOf(entry.name);
    if (writer !== null && !isAlive(writer)) await rm(join(root, name), { force: true });
    else if (writer === null && (isImported(name) ? looksLikePicture(entry.name) : entry.name.toLowerCase().endsWith('.png')))
      names.push(name);
  }
  return names;
};

const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
