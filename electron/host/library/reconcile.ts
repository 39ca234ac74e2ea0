import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Image, ImageId } from '../../contract/records.ts';
import { imageOfFile, setDeleted, setMissing } from '../../store/images.ts';
import { type IndexedFile, indexedFiles } from '../../store/library-files.ts';
import { transaction } from '../../store/sql.ts';
import type { Context } from '../context.ts';
import { binnedFiles } from './bin.ts';
import { type Moved, followMoved } from './follow-moved.ts';
import { indexFile } from './index-file.ts';
import { filesLeft, type PicturesOnDisk, picturesOnDisk, takeFile } from './pictures-on-disk.ts';
import { whyUnread } from './why-unread.ts';
import type { Words } from '../../../native-models/words/sentence.ts';

/** What was put right. `missing` and `back` are those that were not so before. */
export type Found = Readonly<{
  indexed: Image[];
  missing: readonly Pick<IndexedFile, 'id' | 'file'>[];
  back: ImageId[];
  moved: readonly Moved[];
  /** Picture files that are in no row, with the reason. */
  unread: readonly { file: string; reason: Words }[];
}>;

/** Is told how many of the files that the index does not know were read, and stops the work. */
export type Progress = Readonly<{ tell: (done: number, total: number) => void; signal: AbortSignal }>;
const unwatched: Progress = { tell: () => undefined, signal: new AbortController().signal };

/** Rows that are dealt with in one go: a few milliseconds, between which a window is answered. */
const slice = 500;

/** Makes index and disk agree: half-written files go, renamed ones are followed, files without a row are indexed from the recipe inside them, rows without a file are marked. */
export const reconcile = async (context: Context, { tell, signal }: Progress = unwatched): Promise<Found> => {
  const { home, db } = context;
  const disk = await picturesOnDisk(home.library);
  const { lost, back } = await takeIndexed(context, disk, signal);
  const unknown = filesLeft(disk);
  const moved = await followMoved(context, unknown, lost);
  const followed = new Set(moved.map(({ id }) => id));
  const missing = await markLost(
    context,
    lost.filter(({ id }) => !followed.has(id)),
  );

  const indexed: Image[] = [];
  const unread: { file: string; reason: Words }[] = [];
  await context.orderLog.restoreLists();
  for (const [n, file] of unknown.entries()) {
    signal.throwIfAborted();
    // followed, or another process was quicker
    if (imageOfFile(db, file) === null) {
      const image = await indexFile(context, file);
      if (image !== null) indexed.push(image);
      else if (imageOfFile(db, file) === null) unread.push({ file, reason: await whyUnread(join(home.library, file)) });
    }
    tell(n + 1, unknown.length);
  }
  return { indexed, missing, back, moved, unread };
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Takes every file that has a row off the list, and sets those rows right; answers which were not so before, and the rows that have no file. */
const takeIndexed = async (
  { home, db }: Context,
  disk: PicturesOnDisk,
  signal: AbortSignal,
): Promise<{ lost: IndexedFile[]; back: ImageId[] }> => {
  const lost: IndexedFile[] = [];
  const back: ImageId[] = [];
  for (let rows = indexedFiles(db, 0, slice); rows.length > 0; rows = indexedFiles(db, rows.at(-1)?.row ?? 0, slice)) {
    signal.throwIfAborted();
    const here: IndexedFile[] = [];
    for (const row of rows) {
      const listed = takeFile(disk, row.file);
      const expected = !row.missing && !row.deleted;
      if (listed && expected) continue;
      // what came or went after the disk was read is neither lost nor back
      const found = (listed || expected) && (await isThere(join(home.library, row.file)));
      if (!found) lost.push(row);
      else if (!expected) here.push(row);
    }
    if (here.length > 0)
      transaction(db, () => {
        for (const row of here) {
          if (row.missing) setMissing(db, row.id, false);
          // a restore was cut off between the file and its row
          if (row.deleted) setDeleted(db, row.id, null);
        }
      });
    back.push(...here.map(({ id }) => id));
    await breathe();
  }
  return { lost, back };
};

/** Marks rows whose file is not there; answers which were not marked before. */
const markLost = async ({ home, db, clock }: Context, lost: readonly IndexedFile[]): Promise<IndexedFile[]> => {
  const binned = await binnedFiles(home.library);
  const unmarked = lost.filter(({ deleted, missing: known, file }) => !deleted && (!known || binned.has(file)));
  for (let at = 0; at < unmarked.length; at += slice) {
    transaction(db, () => {
      for (const { id, file } of unmarked.slice(at, at + slice)) {
        // a delete was cut off between the file and its row
        if (binned.has(file)) setDeleted(db, id, clock());
        else setMissing(db, id, true);
      }
    });
    await breathe();
  }
  return unmarked.filter(({ file }) => !binned.has(file));
};
