import { z } from 'zod';
import { Words } from '../contract/words.ts';
import { Origin } from '../contract/origin.ts';
import { dayNumber } from '../contract/query/days.ts';
import type { Recipe } from '../contract/recipe.ts';
import { Image, ImageId, JobId } from '../contract/records.ts';
import { insertLinks } from './links.ts';
import type { Store } from './open.ts';
import { putIntoCollection, putTag } from './groups.ts';
import { insertOrigin } from './origins.ts';
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
    warnings: json.pipe(z.array(Words)),
    rating: z.int(),
    favourite: flag,
    missing: flag,
    tags: json.pipe(z.array(z.string())),
    collections: json.pipe(z.array(z.string())),
  })
  .transform(({ generation_id: generation, created_at: createdAt, ...row }): Image => ({ ...row, generation, createdAt }));

const one = (row: unknown): Image | null => (row === undefined ? null : Row.parse(row));
const ids = (values: unknown[]): ImageId[] => z.array(ImageId).parse(values);

/** Everything of a picture, with what its file says of its origin and the names of its tags and collections. */
const columns = `i.*, (SELECT o.origin FROM origins AS o WHERE o.sha256 = i.sha256) AS origin,
  (SELECT json_group_array(name) FROM (SELECT t.name FROM image_tags AS p JOIN tags AS t ON t.id = p.tag WHERE p.image = i.row ORDER BY t.key)) AS tags,
  (SELECT json_group_array(name) FROM (SELECT c.name FROM collection_images AS p JOIN collections AS c ON c.id = p.collection
    WHERE p.image = i.row ORDER BY c.key)) AS collections`;
const select = ({ text, values }: Query): Query => ({ text: `SELECT ${columns} FROM images AS i WHERE ${text}`, values });

const plain = (id: string): string => id.slice(0, id.indexOf('@'));

/** What a library query asks of a recipe, as columns. */
const asked = ({ model, sampler, schedule, steps, guidance, seed, source }: Recipe) => ({
  model: model.name,
  modelId: model.id,
  sampler: plain(sampler.id),
  schedule: plain(schedule.id),
  steps,
  guidance: guidance.scale,
  seed,
  source: toFlag(source !== null),
  mask: toFlag(source !== null && source.mask !== null),
});

/** The row of a picture whose file is already durable. A row of the same file (found by the index before us) gives way. */
export const insertImage = (db: Store, image: Image, promptId: number): void => {
  const { model, modelId, sampler, schedule, steps, guidance, seed, source, mask } = asked(image.recipe);
  run(db, sql`DELETE FROM images WHERE file = ${image.file}`);
  const inserted = first(
    db,
    sql`INSERT INTO images (id, generation_id, prompt_id, file, width, height, bytes, sha256, recipe, created_at, day, milliseconds, calls, warnings,
                            model, model_id, sampler, schedule, steps, guidance, seed, has_source, has_mask, rating, favourite, missing)
        VALUES (${image.id}, ${image.generation}, ${promptId}, ${image.file}, ${image.width}, ${image.height}, ${image.bytes}, ${image.sha256},
                ${JSON.stringify(image.recipe)}, ${image.createdAt}, ${dayNumber(new Date(image.createdAt))}, ${image.milliseconds}, ${image.calls},
                ${JSON.stringify(image.warnings)}, ${model}, ${modelId}, ${sampler}, ${schedule}, ${steps}, ${guidance}, ${seed}, ${source}, ${mask},
                ${image.rating}, ${toFlag(image.favourite)}, ${toFlag(image.missing)})
        RETURNING row`,
  );
  const { row } = z.object({ row: z.int() }).parse(inserted);
  for (const tag of image.tags) putTag(db, tag, [row]);
  for (const collection of image.collections) putIntoCollection(db, collection, [row], image.createdAt);
  insertLinks(db, row, image.recipe);
  if (image.origin !== null) insertOrigin(db, image.sha256, image.origin);
};

/** Whether a picture with this content is in the library. */
export const hasContent = (db: Store, sha256: string): boolean => first(db, contentQuery(sha256)) !== undefined;

/** By content alone: the index of missing pictures names nearly all of them. */
export const contentQuery = (sha256: string): Query =>
  sql`SELECT 1 AS there FROM images WHERE sha256 = ${sha256} AND +missing = 0 AND deleted_at IS NULL LIMIT 1`;

/** Those of `wanted` that are in the library, in the same order. */
export const imagesByIds = (db: Store, wanted: readonly ImageId[]): Image[] => {
  const rows = z
    .array(Row)
    .parse(all(db, select(sql`i.deleted_at IS NULL AND i.id IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`)));
  const byId = new Map(rows.map((image) => [image.id, image]));
  return wanted.flatMap((id) => byId.get(id) ?? []);
};

/** One picture of the library; deleted ones are not in it. */
export const imageById = (db: Store, id: ImageId): Image | null => one(first(db, select(sql`i.id = ${id} AND i.deleted_at IS NULL`)));

/** Any picture with this content, deleted ones last. */
export const imageByContent = (db: Store, sha256: string): Image | null =>
  one(first(db, select(sql`i.sha256 = ${sha256} AND i.missing = 0 ORDER BY i.deleted_at IS NOT NULL LIMIT 1`)));

/** The picture that the index has of this file, deleted or not. */
export const imageOfFile = (db: Store, file: string): { id: ImageId; generation: JobId } | null => {
  const row = first(db, sql`SELECT id, generation_id AS generation FROM images WHERE file = ${file}`);
  return row === undefined ? null : z.object({ id: ImageId, generation: JobId }).parse(row);
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
  one(first(db, select(sql`i.id = ${id} AND i.deleted_at IS NOT NULL`)));

/** Pictures that were deleted at or before this time, oldest first. */
export const deletedImages = (db: Store, until: number): Image[] =>
  z.array(Row).parse(all(db, select(sql`i.deleted_at IS NOT NULL AND i.deleted_at <= ${until} ORDER BY i.deleted_at`)));

/** Forgets a picture for good. */
export const removeImage = (db: Store, id: ImageId): void => {
  run(db, sql`DELETE FROM images WHERE id = ${id}`);
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
  ids(column(db, sql`SELECT id FROM images WHERE row > ${after} AND deleted_at IS NULL ORDER BY row`));

/** Ids of row numbers, in that order; those that are no more are left out. */
export const idsOfRows = (db: Store, rows: readonly number[]): ImageId[] =>
  ids(
    column(
      db,
      sql`SELECT i.id FROM json_each(${JSON.stringify(rows)}) AS wanted JOIN images AS i ON i.row = wanted.value ORDER BY wanted.key`,
    ),
  );

/** The same the other way round. */
export const rowsOfIds = (db: Store, wanted: readonly ImageId[]): number[] =>
  z
    .array(z.int())
    .parse(
      column(
        db,
        sql`SELECT i.row FROM json_each(${JSON.stringify(wanted)}) AS wanted JOIN images AS i ON i.id = wanted.value ORDER BY wanted.key`,
      ),
    );
