import { z } from 'zod';
import { Origin } from '../contract/origin.ts';
import { Image, ImageId, JobId } from '../contract/records.ts';
import type { Store } from './open.ts';
import { insertOrigin } from './origins.ts';
import { toMatch } from './prompts.ts';
import { flag, json, recipeColumn, toFlag } from './rows.ts';
import { type Query, all, column, first, run, sql } from './sql.ts';

const Row = z
  .object({
    id: ImageId,
    generation_id: JobId,
    file: z.string(),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    sha256: z.string(),
    recipe: recipeColumn,
    origin: json.pipe(Origin).nullable(),
    created_at: z.int(),
    milliseconds: z.number(),
    calls: z.int(),
    warnings: json.pipe(z.array(z.string())),
    favourite: flag,
    missing: flag,
  })
  .transform(({ generation_id: generation, created_at: createdAt, ...row }): Image => ({ ...row, generation, createdAt }));

const one = (row: unknown): Image | null => (row === undefined ? null : Row.parse(row));
/** A column of ids: a list of the whole library is a hundred thousand of them, and has no objects in between. */
const ids = (values: unknown[]): ImageId[] => z.array(ImageId).parse(values);

/** The row of a picture whose file is already durable. A row of the same file (found by the index before us) gives way. */
export const insertImage = (db: Store, image: Image, promptId: number): void => {
  run(db, sql`DELETE FROM images WHERE file = ${image.file}`);
  run(
    db,
    sql`INSERT INTO images (id, generation_id, prompt_id, file, width, height, bytes, sha256, recipe, created_at, milliseconds, calls, warnings, favourite, missing)
        VALUES (${image.id}, ${image.generation}, ${promptId}, ${image.file}, ${image.width}, ${image.height}, ${image.bytes}, ${image.sha256},
                ${JSON.stringify(image.recipe)}, ${image.createdAt}, ${image.milliseconds}, ${image.calls}, ${JSON.stringify(image.warnings)},
                ${toFlag(image.favourite)}, ${toFlag(image.missing)})`,
  );
  if (image.origin !== null) insertOrigin(db, image.sha256, image.origin);
};

/** Whether a picture with this content is in the library. */
export const hasContent = (db: Store, sha256: string): boolean =>
  first(db, sql`SELECT 1 AS there FROM images WHERE sha256 = ${sha256} AND missing = 0 AND deleted_at IS NULL LIMIT 1`) !== undefined;

/** The query of `imageIds`: apart, so that its plan can be tested. */
export const imageIdsQuery = (search: string): Query => {
  const match = toMatch(search);
  if (match === null && search.trim() !== '') return sql`SELECT id FROM images WHERE 0`;
  return match === null
    ? sql`SELECT id FROM images WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC`
    : sql`SELECT i.id FROM prompts_text AS t JOIN images AS i ON i.prompt_id = t.rowid
          WHERE t.prompts_text MATCH ${match} AND i.deleted_at IS NULL ORDER BY i.created_at DESC, i.id DESC`;
};

/** Ids of the library, newest first; with a search those whose prompt has every word. */
export const imageIds = (db: Store, search: string): ImageId[] => ids(column(db, imageIdsQuery(search)));

/** Those of `wanted` that are in the library, in the same order. */
export const imagesByIds = (db: Store, wanted: readonly ImageId[]): Image[] => {
  const rows = z
    .array(Row)
    .parse(
      all(
        db,
        sql`SELECT *, (SELECT o.origin FROM origins AS o WHERE o.sha256 = images.sha256) AS origin FROM images WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`,
      ),
    );
  const byId = new Map(rows.map((image) => [image.id, image]));
  return wanted.flatMap((id) => byId.get(id) ?? []);
};

/** One picture of the library; deleted ones are not in it. */
export const imageById = (db: Store, id: ImageId): Image | null =>
  one(
    first(
      db,
      sql`SELECT *, (SELECT o.origin FROM origins AS o WHERE o.sha256 = images.sha256) AS origin FROM images WHERE id = ${id} AND deleted_at IS NULL`,
    ),
  );

/** Any picture with this content, deleted ones last. */
export const imageByContent = (db: Store, sha256: string): Image | null =>
  one(
    first(
      db,
      sql`SELECT *, (SELECT o.origin FROM origins AS o WHERE o.sha256 = images.sha256) AS origin FROM images WHERE sha256 = ${sha256} AND missing = 0 ORDER BY deleted_at IS NOT NULL LIMIT 1`,
    ),
  );

export const setFavourite = (db: Store, id: ImageId, favourite: boolean): void => {
  run(db, sql`UPDATE images SET favourite = ${toFlag(favourite)} WHERE id = ${id}`);
};

export const setMissing = (db: Store, id: ImageId, missing: boolean): void => {
  run(db, sql`UPDATE images SET missing = ${toFlag(missing)} WHERE id = ${id}`);
};

/** Takes a picture out of the library, or (null) puts it back. */
export const setDeleted = (db: Store, id: ImageId, deletedAt: number | null): void => {
  run(db, sql`UPDATE images SET deleted_at = ${deletedAt} WHERE id = ${id}`);
};

/** A picture in our bin. */
export const deletedImage = (db: Store, id: ImageId): Image | null =>
  one(
    first(
      db,
      sql`SELECT *, (SELECT o.origin FROM origins AS o WHERE o.sha256 = images.sha256) AS origin FROM images WHERE id = ${id} AND deleted_at IS NOT NULL`,
    ),
  );

/** Pictures that were deleted at or before this time, oldest first. */
export const deletedImages = (db: Store, until: number): Image[] =>
  z
    .array(Row)
    .parse(
      all(
        db,
        sql`SELECT *, (SELECT o.origin FROM origins AS o WHERE o.sha256 = images.sha256) AS origin FROM images WHERE deleted_at IS NOT NULL AND deleted_at <= ${until} ORDER BY deleted_at`,
      ),
    );

/** Forgets a picture for good. */
export const removeImage = (db: Store, id: ImageId): void => {
  run(db, sql`DELETE FROM images WHERE id = ${id}`);
};

export type IndexedFile = Readonly<{ id: ImageId; sha256: string; missing: boolean; deleted: boolean }>;

/** Every file that the index knows, with what it thinks of it: for the comparison with the disk. */
export const indexedFiles = (db: Store): Map<string, IndexedFile> => {
  const rows = z
    .array(z.object({ id: ImageId, file: z.string(), sha256: z.string(), missing: flag, deleted: flag }))
    .parse(all(db, sql`SELECT id, file, sha256, missing, deleted_at IS NOT NULL AS deleted FROM images`));
  return new Map(rows.map(({ file, ...row }) => [file, row]));
};

/** The file of a picture has another name now. */
export const setFile = (db: Store, id: ImageId, file: string): void => {
  run(db, sql`UPDATE images SET file = ${file} WHERE id = ${id}`);
};

/** The recipes of these pictures as JSON of today's version. */
export const recipeTexts = (db: Store, wanted: readonly ImageId[]): Map<ImageId, string> => {
  const rows = z
    .array(z.object({ id: ImageId, recipe: recipeColumn }))
    .parse(all(db, sql`SELECT id, recipe FROM images WHERE id IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`));
  return new Map(rows.map(({ id, recipe }) => [id, JSON.stringify(recipe)]));
};

/** Pictures that came after this row number. */
export const newImageIds = (db: Store, after: number): ImageId[] =>
  ids(column(db, sql`SELECT id FROM images WHERE rowid > ${after} AND deleted_at IS NULL ORDER BY rowid`));
