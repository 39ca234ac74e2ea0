import { createHash } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { ImportOutcome } from '../../contract/origin.ts';
import { type Image, ImageId, JobId, unordered } from '../../contract/records.ts';
import { addDone } from '../../store/generations.ts';
import { hasContent, insertImage } from '../../store/images.ts';
import { rememberWritten } from '../../store/library-files.ts';
import { addForeignPrompt, logPrompt } from '../../store/prompts.ts';
import { lightTransaction, transaction } from '../../store/sql.ts';
import type { Context } from '../context.ts';
import { writeDurably } from '../library/durable-write.ts';
import { dayOf, slugOf } from '../library/file-name.ts';
import { stampOf } from '../library/file-stamp.ts';
import { cutOff } from '../metadata/container.ts';
import { formatOf, formats, type PictureFormat } from '../metadata/formats.ts';
import { settingsInFile } from './read-file.ts';
import { standInFor } from './stand-in.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** Pictures from elsewhere lie here, below the library: whatever is in this folder is indexed again where the index is lost. */
export const importedFolder = 'imported';

export type ImportFile = Readonly<{ bytes: Buffer; name: string /** Milliseconds since 1970. */; modified: number }>;
export type Imported = Readonly<{ outcome: ImportOutcome; image: Image | null; reason: Words | null }>;

/** Brings pictures from elsewhere into the library. */
export type Importer = Readonly<{
  /** Copies a file into the library, byte for byte, then writes its row; one that is there is left alone. What is no picture is refused with the reason. */
  add: (file: ImportFile) => Promise<Imported>;
}>;

const endings: Readonly<Record<PictureFormat, string>> = { png: 'png', jpeg: 'jpg', webp: 'webp', avif: 'avif' };
const pixelLimit = 500_000_000;

/** Format and size as they are seen. Null where it is no whole picture. */
const measure = async (bytes: Buffer): Promise<{ format: PictureFormat; width: number; height: number } | null> => {
  const format = formatOf(bytes);
  if (format === null || formats[format].read(bytes).problems.includes(cutOff)) return null;
  try {
    const { default: sharp } = await import('sharp');
    const { autoOrient } = await sharp(bytes, { limitInputPixels: pixelLimit }).metadata();
    return { format, width: autoOrient.width, height: autoOrient.height };
  } catch {
    return null;
  }
};

const shaOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The row of a file from elsewhere, at its place in the library. Null where it is no picture. */
export const describeFile = async (context: Context, file: ImportFile, place: string | null): Promise<Image | { reason: Words }> => {
  const { bytes, name, modified } = file;
  const [size, settings] = [await measure(bytes), await settingsInFile(bytes)];
  if (size === null) return { reason: settings.reason ?? sentence('import.no-picture') };
  const { tool, fields, leftBehind, recipe } = settings;
  const sha256 = shaOf(bytes);
  // named by its content, so that a copy that was cut off before its row is not made twice
  const slug = slugOf(fields.prompt ?? parse(name).name);
  return {
    id: ImageId.parse(context.newId()),
    generation: JobId.parse(context.newId()),
    file: place ?? `${importedFolder}/${dayOf(modified)}/${slug}-${sha256.slice(0, 12)}.${endings[size.format]}`,
    width: size.width,
    height: size.height,
    bytes: bytes.length,
    sha256,
    recipe: recipe ?? standInFor(fields, size),
    origin: recipe === null ? { tool, fields, leftBehind } : null,
    createdAt: modified,
    milliseconds: 0,
    calls: 0,
    warnings: [],
    ...unordered,
    missing: false,
  };
};

/** Rows of a picture whose file is durable. It has no time in the queue: nobody waited for it here. */
export const recordForeign = ({ db }: Context, image: Image): void => {
  transaction(db, () => {
    const { recipe, createdAt: time, generation: id } = image;
    const promptId = image.origin === null ? logPrompt(db, recipe, time) : addForeignPrompt(db, recipe, time);
    addDone(db, { id, recipe, promptId, startedAt: time, endedAt: null });
    insertImage(db, image, promptId);
  });
};

export const createImporter = (context: Context): Importer => {
  /** Contents that are on their way in: the same file twice at the same time is one picture. */
  const under = new Map<string, Promise<Imported>>();
  const known: Imported = { outcome: 'known', image: null, reason: null };

  const bringIn = async (file: ImportFile): Promise<Imported> => {
    const image = await describeFile(context, file, null);
    if ('reason' in image) return { outcome: 'refused', image: null, reason: image.reason };
    const path = join(context.home.library, image.file);
    await writeDurably(path, file.bytes, context.disk);
    // the file's own time is all that tells the day where the index is lost; a file system that refuses it loses no more than that
    await utimes(path, file.modified / 1000, file.modified / 1000).catch(() => undefined);
    const { stamp } = await stampOf(path);
    // the file is durable, and what is in this folder is found again where the power takes its row: nobody waits for the disk a second time
    lightTransaction(context.db, () => {
      recordForeign(context, image);
      rememberWritten(context.db, image.id, stamp);
    });
    return { outcome: 'added', image, reason: null };
  };

  return {
    add: async (file) => {
      const sha256 = shaOf(file.bytes);
      if (hasContent(context.db, sha256)) return known;
      const before = under.get(sha256);
      if (before !== undefined) return (await before).outcome === 'added' ? known : before;
      const now = bringIn(file).finally(() => under.delete(sha256));
      under.set(sha256, now);
      return now;
    },
  };
};
