import { z } from 'zod';
import { ImageId } from '../contract/ids.ts';
import type { Store } from './open.ts';
import { all, first, type Query, run, sql, transaction, tuples } from './sql.ts';

/** A picture that a CLIP has not seen yet. */
export type Unseen = Readonly<{ row: number; file: string; prompt: string }>;

const Unseen = z.object({ row: z.int(), file: z.string(), prompt: z.string() }).array();

/** Rows above `above` and below `below`. */
export type RowWindow = Readonly<{ above: number; below: number }>;

/** Pictures of the library in a window of rows that the CLIP of this hash has not seen, the newest first. */
export const unseenBy = (db: Store, model: string, rows: RowWindow, limit: number): Unseen[] =>
  Unseen.parse(all(db, unseenQuery(model, rows, limit)));

export const unseenQuery = (model: string, { above, below }: RowWindow, limit: number): Query =>
  sql`SELECT i.row, i.file, p.prompt FROM images AS i JOIN prompts AS p ON p.id = i.prompt_id
      WHERE i.row > ${above} AND i.row < ${below} AND i.deleted_at IS NULL AND i.missing = 0
        AND NOT EXISTS (SELECT 1 FROM embeddings AS e WHERE e.image = i.row AND e.model = ${model})
      ORDER BY i.row DESC LIMIT ${limit}`;

/** The same, of these pictures alone. */
export const unseenAmong = (db: Store, model: string, ids: readonly ImageId[]): Unseen[] =>
  Unseen.parse(
    all(
      db,
      sql`SELECT i.row, i.file, p.prompt FROM images AS i JOIN prompts AS p ON p.id = i.prompt_id
          WHERE i.id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) AND i.deleted_at IS NULL AND i.missing = 0
            AND NOT EXISTS (SELECT 1 FROM embeddings AS e WHERE e.image = i.row AND e.model = ${model})`,
    ),
  );

const Count = z.object({ count: z.int() });

/** Pictures of the library that can be seen. */
export const countVisible = (db: Store): number =>
  Count.parse(first(db, sql`SELECT count(*) AS count FROM images WHERE missing = 0 AND deleted_at IS NULL`)).count;

export const highestRow = (db: Store): number =>
  z.object({ row: z.int().nullable() }).parse(first(db, sql`SELECT max(row) AS row FROM images`)).row ?? 0;

export type NewEmbedding = Readonly<{ row: number; vector: Uint8Array; fit: number | null }>;

/** A picture that has gone meanwhile is left out. */
export const putEmbeddings = (db: Store, model: string, made: readonly NewEmbedding[]): void =>
  transaction(db, () => {
    for (const { row, vector, fit } of made)
      run(
        db,
        sql`INSERT OR REPLACE INTO embeddings (image, model, fit, vector)
            SELECT row, ${model}, ${fit}, ${vector} FROM images WHERE row = ${row}`,
      );
  });

/** What was kept after `id`, in the order in which it came: own writes and those of another process alike. */
export type KeptEmbedding = readonly [id: number, row: number, fit: number | null, vector: Uint8Array];

/** In the order of the table: by the index of the model every slice would sort all that the CLIP has seen. */
export const embeddingsQuery = (model: string, id: number, limit: number): Query =>
  sql`SELECT id, image, fit, vector FROM embeddings WHERE id > ${id} AND +model = ${model} ORDER BY id LIMIT ${limit}`;

export const embeddingsAfter = (db: Store, model: string, id: number, limit: number): KeptEmbedding[] =>
  // a hundred thousand rows are not parsed one by one: the table is STRICT, so a column has its type
  z.custom<KeptEmbedding[]>(Array.isArray).parse(tuples(db, embeddingsQuery(model, id, limit)));

/** How many a CLIP has seen, those in the bin among them. */
export const countEmbeddings = (db: Store, model: string): number =>
  Count.parse(first(db, sql`SELECT count(*) AS count FROM embeddings WHERE model = ${model}`)).count;

/** What other CLIPs than this one saw and read. */
export const forgetOtherModels = (db: Store, model: string): void => {
  run(db, sql`DELETE FROM embeddings WHERE model <> ${model}`);
  run(db, sql`DELETE FROM text_embeddings WHERE model <> ${model}`);
};

export const textEmbedding = (db: Store, model: string, text: string): Uint8Array | null => {
  const row = first(db, sql`SELECT vector FROM text_embeddings WHERE model = ${model} AND text = ${text}`);
  return row === undefined ? null : z.object({ vector: z.instanceof(Uint8Array) }).parse(row).vector;
};

export const putTextEmbedding = (db: Store, model: string, text: string, vector: Uint8Array): void =>
  void run(db, sql`INSERT OR REPLACE INTO text_embeddings (model, text, vector) VALUES (${model}, ${text}, ${vector})`);

/** Different prompts of the library other than this one, those with the newest pictures first. */
export const otherPrompts = (db: Store, prompt: string, limit: number): string[] =>
  z
    .array(z.object({ prompt: z.string() }))
    .parse(
      all(
        db,
        sql`SELECT p.prompt FROM prompts AS p JOIN images AS i ON i.prompt_id = p.id
            WHERE i.deleted_at IS NULL AND p.prompt <> ${prompt} AND trim(p.prompt) <> ''
            GROUP BY p.prompt ORDER BY max(i.row) DESC LIMIT ${limit}`,
      ),
    )
    .map((row) => row.prompt);

/** Row, id and prompt of pictures in the library, in the order of `ids`. */
export const promptsOf = (db: Store, ids: readonly ImageId[]): { row: number; id: ImageId; prompt: string }[] =>
  z.array(z.object({ row: z.int(), id: ImageId, prompt: z.string() })).parse(
    all(
      db,
      sql`SELECT i.row, i.id, p.prompt FROM json_each(${JSON.stringify(ids)}) AS wanted
            JOIN images AS i ON i.id = wanted.value JOIN prompts AS p ON p.id = i.prompt_id WHERE i.deleted_at IS NULL ORDER BY wanted.key`,
    ),
  );
