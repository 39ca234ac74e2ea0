import { z } from 'zod';
import type { Recipe } from '../contract/recipe.ts';
import { ImageId, type Job, JobId } from '../contract/records.ts';
import { AppError } from '../contract/result.ts';
import type { Store } from './open.ts';
import { json, recipeColumn } from './rows.ts';
import { type Query, all, column, first, run, sql, transaction } from './sql.ts';

const Row = z
  .object({
    id: JobId,
    recipe: recipeColumn,
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    error: json.pipe(AppError).nullable(),
    image: ImageId.nullable(),
    kept_step: z.int().nullable(),
    kept_steps: z.int().nullable(),
    created_at: z.int(),
    started_at: z.int().nullable(),
    ended_at: z.int().nullable(),
  })
  .transform(
    ({ created_at: createdAt, started_at: startedAt, ended_at: endedAt, kept_step: step, kept_steps: steps, ...row }): Job => ({
      ...row,
      kept: step === null || steps === null ? null : { step, steps },
      createdAt,
      startedAt,
      endedAt,
    }),
  );

const one = (row: unknown): Job | null => (row === undefined ? null : Row.parse(row));

// an index that holds only what is open is used where the query says so in its own words

/** The waiting runs in their order. */
export const waitingQuery = (): Query =>
  sql`SELECT id FROM generations WHERE state = 'waiting' AND state IN ('waiting', 'running') ORDER BY position`;
export const runningQuery = (): Query => sql`SELECT id FROM generations WHERE state = 'running' AND state IN ('waiting', 'running')`;

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
  { id, recipe, promptId, startedAt, endedAt }: { id: JobId; recipe: Recipe; promptId: number; startedAt: number; endedAt: number | null },
): void => {
  run(
    db,
    sql`INSERT INTO generations (id, prompt_id, recipe, state, created_at, started_at, ended_at)
        VALUES (${id}, ${promptId}, ${JSON.stringify(recipe)}, 'done', ${startedAt}, ${startedAt}, ${endedAt})`,
  );
};

/** Runs that have no picture, by the beginning of their id: one of them made a picture that was found on the disk. */
export const runsWithoutPicture = (db: Store, beginning: string): { id: JobId; promptId: number; recipe: Recipe }[] =>
  z
    .array(
      z
        .object({ id: JobId, prompt_id: z.int(), recipe: recipeColumn })
        .transform(({ prompt_id: promptId, ...row }) => ({ ...row, promptId })),
    )
    .parse(
      all(
        db,
        sql`SELECT id, prompt_id, recipe FROM generations WHERE id >= ${beginning} AND id < ${`${beginning}~`}
            AND NOT EXISTS (SELECT 1 FROM images WHERE images.generation_id = generations.id)`,
      ),
    );

/** Ends a run whose picture was found, whatever was thought of it: its file was whole when it was cut off. */
export const endFound = (db: Store, id: JobId, endedAt: number): void =>
  void run(
    db,
    sql`UPDATE generations SET state = 'done', error = NULL, started_at = coalesce(started_at, ${endedAt}), ended_at = ${endedAt} WHERE id = ${id}`,
  );

/** Forgets a run: it was only held to be one until the real one was known. */
export const forgetRun = (db: Store, id: JobId): void => void run(db, sql`DELETE FROM generations WHERE id = ${id}`);

/** Takes the first waiting run, marks it as running, and answers it with the id of its prompt. */
export const takeNext = (db: Store, startedAt: number): { job: Job; promptId: number } | null => {
  const row = first(
    db,
    sql`UPDATE generations SET state = 'running', started_at = ${startedAt}
        WHERE position = (SELECT position FROM generations WHERE state = 'waiting' AND state IN ('waiting', 'running') ORDER BY position LIMIT 1)
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
    .parse(
      all(
        db,
        sql`UPDATE generations SET state = 'cancelled', ended_at = ${endedAt} WHERE state = 'waiting' AND state IN ('waiting', 'running') RETURNING id`,
      ),
    )
    .map((row) => row.id);

/** How often a run may end its engine or its host before it is held to be the cause. */
const mostDeaths = 2;

/** Notes that a run was cut off by a death; answers whether it may go on: then it waits again, where it was in the queue. */
export const putBackAfterDeath = (db: Store, id: JobId): boolean => {
  run(db, sql`UPDATE generations SET deaths = deaths + 1 WHERE id = ${id} AND state = 'running'`);
  return (
    run(
      db,
      sql`UPDATE generations SET state = 'waiting', started_at = NULL WHERE id = ${id} AND state = 'running' AND deaths < ${mostDeaths}`,
    ) > 0
  );
};

/** Puts a run that was interrupted on purpose back to where it was in the queue. */
export const putBack = (db: Store, id: JobId): void =>
  void run(db, sql`UPDATE generations SET state = 'waiting', started_at = NULL WHERE id = ${id} AND state = 'running'`);

/** Puts an ended run at the end of the queue, with a clean sheet; answers whether it had failed or been cancelled. */
export const queueAgain = (db: Store, id: JobId): boolean =>
  run(
    db,
    sql`UPDATE generations
        SET state = 'waiting', error = NULL, started_at = NULL, ended_at = NULL, deaths = 0, position = (SELECT MAX(position) + 1 FROM generations)
        WHERE id = ${id} AND state IN ('failed', 'cancelled')`,
  ) > 0;

/** At start: whatever still says that it is running was cut off with the host. */
export const recoverRunning = (db: Store, error: AppError, endedAt: number): void => {
  for (const id of column(db, runningQuery()).map((found) => JobId.parse(found)))
    if (!putBackAfterDeath(db, id)) endGeneration(db, id, { state: 'failed', error, endedAt });
};

/** Ids of the waiting runs, in their order. */
export const waitingIds = (db: Store): JobId[] => column(db, waitingQuery()).map((id) => JobId.parse(id));

/** Ids of the runs that still have something to do. */
export const openJobIds = (db: Store): JobId[] =>
  column(db, sql`SELECT id FROM generations WHERE state IN ('waiting', 'running')`).map((id) => JobId.parse(id));

/** Puts a waiting run before another one, or (null) at the end: the places that the waiting ones have are given out anew. */
export const moveWaiting = (db: Store, id: JobId, before: JobId | null): void =>
  transaction(db, () => {
    const order = waitingIds(db);
    if (!order.includes(id) || id === before) return;
    const others = order.filter((other) => other !== id);
    const at = before === null ? -1 : others.indexOf(before);
    const wanted = at < 0 ? [...others, id] : others.toSpliced(at, 0, id);
    const places = column(
      db,
      sql`SELECT position FROM generations WHERE state = 'waiting' AND state IN ('waiting', 'running') ORDER BY position`,
    ).map((place) => z.int().parse(place));
    const moved = wanted.map((one, index) => ({ one, place: places[index]! })).filter(({ one }, index) => one !== order[index]);
    // below zero on the way: a place is held by one run at a time
    for (const { one, place } of moved) run(db, sql`UPDATE generations SET position = ${-place} WHERE id = ${one}`);
    for (const { one, place } of moved) run(db, sql`UPDATE generations SET position = ${place} WHERE id = ${one}`);
  });

/** Notes how far a run is kept; null: not any more. */
export const noteKept = (db: Store, id: JobId, kept: Job['kept']): void =>
  void run(db, sql`UPDATE generations SET kept_step = ${kept?.step ?? null}, kept_steps = ${kept?.steps ?? null} WHERE id = ${id}`);

export const isPaused = (db: Store): boolean => first(db, sql`SELECT 1 FROM queue WHERE paused = 1`) !== undefined;
export const setPaused = (db: Store, paused: 'paused' | 'going'): void =>
  void run(db, sql`UPDATE queue SET paused = ${paused === 'paused' ? 1 : 0}`);

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
