import { z } from 'zod';
import type { Recipe } from '../contract/recipe.ts';
import { ImageId, type Job, JobId } from '../contract/records.ts';
import { AppError } from '../contract/result.ts';
import type { Store } from './open.ts';
import { json, recipeColumn } from './rows.ts';
import { type Query, all, first, run, sql } from './sql.ts';

const Row = z
  .object({
    id: JobId,
    recipe: recipeColumn,
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    error: json.pipe(AppError).nullable(),
    image: ImageId.nullable(),
    created_at: z.int(),
    started_at: z.int().nullable(),
    ended_at: z.int().nullable(),
  })
  .transform(
    ({ created_at: createdAt, started_at: startedAt, ended_at: endedAt, ...row }): Job => ({ ...row, createdAt, startedAt, endedAt }),
  );

const one = (row: unknown): Job | null => (row === undefined ? null : Row.parse(row));

/** Puts a run at the end of the queue. */
export const addWaiting = (
  db: Store,
  { id, recipe, promptId, createdAt }: { id: JobId; recipe: Recipe; promptId: number; createdAt: number },
): void => {
  run(
    db,
    sql`INSERT INTO generations (id, prompt_id, recipe, state, created_at)
        VALUES (${id}, ${promptId}, ${JSON.stringify(recipe)}, 'waiting', ${createdAt})`,
  );
};

/** Records a run that is over and was never in the queue: one of the command line, or one whose picture was found on the disk. */
export const addDone = (
  db: Store,
  { id, recipe, promptId, startedAt, endedAt }: { id: JobId; recipe: Recipe; promptId: number; startedAt: number; endedAt: number },
): void => {
  run(
    db,
    sql`INSERT INTO generations (id, prompt_id, recipe, state, created_at, started_at, ended_at)
        VALUES (${id}, ${promptId}, ${JSON.stringify(recipe)}, 'done', ${startedAt}, ${startedAt}, ${endedAt})`,
  );
};

/** Takes the first waiting run, marks it as running, and answers it with the id of its prompt. */
export const takeNext = (db: Store, startedAt: number): { job: Job; promptId: number } | null => {
  const row = first(
    db,
    sql`UPDATE generations SET state = 'running', started_at = ${startedAt}
        WHERE position = (SELECT position FROM generations WHERE state = 'waiting' ORDER BY position LIMIT 1)
        RETURNING *, NULL AS image`,
  );
  if (row === undefined) return null;
  return { job: Row.parse(row), promptId: z.object({ prompt_id: z.int() }).parse(row).prompt_id };
};

/** Ends a run, unless it has ended already; answers whether it did. */
export const endGeneration = (
  db: Store,
  id: JobId,
  { state, error, endedAt }: { state: 'done' | 'failed' | 'cancelled'; error: AppError | null; endedAt: number },
): boolean =>
  run(
    db,
    sql`UPDATE generations SET state = ${state}, error = ${error === null ? null : JSON.stringify(error)}, ended_at = ${endedAt}
        WHERE id = ${id} AND state IN ('waiting', 'running')`,
  ) > 0;

/** Cancels all that wait; answers their ids. */
export const cancelWaiting = (db: Store, endedAt: number): JobId[] =>
  z
    .array(z.object({ id: JobId }))
    .parse(all(db, sql`UPDATE generations SET state = 'cancelled', ended_at = ${endedAt} WHERE state = 'waiting' RETURNING id`))
    .map((row) => row.id);

/** At start: whatever still says that it is running was cut off. Answers how many there were. */
export const failRunning = (db: Store, error: AppError, endedAt: number): number =>
  run(db, sql`UPDATE generations SET state = 'failed', error = ${JSON.stringify(error)}, ended_at = ${endedAt} WHERE state = 'running'`);

const columns = '(SELECT i.id FROM images AS i WHERE i.generation_id = g.id AND i.deleted_at IS NULL LIMIT 1) AS image';

/** Running and waiting ones in their order. */
export const openQuery = (): Query => ({
  text: `SELECT g.*, ${columns} FROM generations AS g WHERE g.state IN ('waiting', 'running') ORDER BY g.state = 'waiting', g.position`,
  values: [],
});
/** The last that ended, newest first. */
export const endedQuery = (limit: number): Query => ({
  text: `SELECT g.*, ${columns} FROM generations AS g WHERE g.ended_at IS NOT NULL ORDER BY g.ended_at DESC, g.position DESC LIMIT ?`,
  values: [limit],
});

/** The queue as a window shows it: running, waiting, and the last ended ones. */
export const listJobs = (db: Store, ended: number): Job[] => z.array(Row).parse([...all(db, openQuery()), ...all(db, endedQuery(ended))]);

export const jobById = (db: Store, id: JobId): Job | null =>
  one(first(db, { text: `SELECT g.*, ${columns} FROM generations AS g WHERE g.id = ?`, values: [id] }));
