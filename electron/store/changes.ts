import { z } from 'zod';
import { Change } from '../contract/order.ts';
import { assertNever } from '../contract/result.ts';
import { addCollection, putBack, putIntoCollection, putTag, removeCollection, takeFromCollection, takeTag } from './groups.ts';
import type { Store } from './open.ts';
import { json } from './rows.ts';
import { all, column, first, run, sql, transaction } from './sql.ts';

/**
 * What has to be kept to take a change back: the rows that it really changed, with their former value (a rating, a flag, a place in a
 * collection; null where there was nothing). `made` says that the collection did not exist before.
 */
const UndoStep = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('change'),
    change: Change,
    before: z.array(z.strictObject({ value: z.int().nullable(), rows: z.array(z.int()) })),
    made: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('delete'), rows: z.array(z.int()) }),
]);
export type UndoStep = z.output<typeof UndoStep>;
type Before = Extract<UndoStep, { kind: 'change' }>['before'];

const setColumn = (db: Store, name: 'rating' | 'favourite', rows: readonly number[], value: number): Before => {
  const values = [JSON.stringify(rows), value];
  const which = `row IN (SELECT value FROM json_each(?)) AND ${name} <> ?`;
  const before = all(db, {
    text: `SELECT ${name} AS value, json_group_array(row) AS rows FROM images WHERE ${which} GROUP BY ${name}`,
    values,
  });
  run(db, { text: `UPDATE images SET ${name} = ? WHERE ${which}`, values: [value, ...values] });
  return z.array(z.object({ value: z.int(), rows: json.pipe(z.array(z.int())) })).parse(before);
};

/** Only those that still are as the change left them. */
const resetColumn = (db: Store, name: 'rating' | 'favourite', before: Before, now: number): number[] =>
  before.flatMap(({ value, rows }) =>
    z.array(z.int()).parse(
      column(db, {
        text: `UPDATE images SET ${name} = ? WHERE row IN (SELECT value FROM json_each(?)) AND ${name} = ? RETURNING row`,
        values: [value, JSON.stringify(rows), now],
      }),
    ),
  );

const one = (rows: number[]): Before => (rows.length === 0 ? [] : [{ value: null, rows }]);
const rowsOf = (before: Before): number[] => before.flatMap(({ rows }) => rows);

const apply = (db: Store, rows: readonly number[], change: Change, now: number): Before => {
  switch (change.kind) {
    case 'rating':
      return setColumn(db, 'rating', rows, change.rating);
    case 'favourite':
      return setColumn(db, 'favourite', rows, change.favourite ? 1 : 0);
    case 'addTag':
      return one(putTag(db, change.tag, rows));
    case 'removeTag':
      return one(takeTag(db, change.tag, rows));
    case 'addToCollection':
      return one(putIntoCollection(db, change.collection, rows, now));
    case 'removeFromCollection':
      return takeFromCollection(db, change.collection, rows).map(([row, position]) => ({ value: position, rows: [row] }));
    default:
      return assertNever(change);
  }
};

/** How many changes can be taken back, and for how long. */
const keptSteps = 100;
const keptFor = 24 * 60 * 60 * 1000;

/** Remembers how something is taken back; answers the token for it. */
export const pushUndo = (db: Store, step: UndoStep, now: number): number => {
  const { token } = z
    .object({ token: z.int() })
    .parse(first(db, sql`INSERT INTO undo_steps (made_at, step) VALUES (${now}, ${JSON.stringify(step)}) RETURNING token`));
  run(db, sql`DELETE FROM undo_steps WHERE token <= ${token - keptSteps} OR made_at < ${now - keptFor}`);
  return token;
};

/** Changes pictures by their row numbers, in one transaction; answers the rows that became different, and the token that takes it back. */
export const changeImages = (db: Store, rows: readonly number[], change: Change, now: number): { rows: number[]; undo: number | null } =>
  transaction(db, () => {
    const made = change.kind === 'addToCollection' && addCollection(db, change.collection, now);
    const before = apply(db, rows, change, now);
    const changed = rowsOf(before);
    return { rows: changed, undo: changed.length === 0 ? null : pushUndo(db, { kind: 'change', change, before, made }, now) };
  });

/** Takes a step out of the list; null is the newest. Null where there is none (any more). */
export const takeUndo = (db: Store, token: number | null): UndoStep | null => {
  const row = first(
    db,
    token === null
      ? sql`DELETE FROM undo_steps WHERE token = (SELECT max(token) FROM undo_steps) RETURNING step`
      : sql`DELETE FROM undo_steps WHERE token = ${token} RETURNING step`,
  );
  return row === undefined ? null : z.object({ step: json.pipe(UndoStep) }).parse(row).step;
};

const revert = (db: Store, { change, before, made }: Extract<UndoStep, { kind: 'change' }>, now: number): number[] => {
  switch (change.kind) {
    case 'rating':
      return resetColumn(db, 'rating', before, change.rating);
    case 'favourite':
      return resetColumn(db, 'favourite', before, change.favourite ? 1 : 0);
    case 'addTag':
      return takeTag(db, change.tag, rowsOf(before));
    case 'removeTag':
      return putTag(db, change.tag, rowsOf(before));
    case 'addToCollection': {
      const taken = takeFromCollection(db, change.collection, rowsOf(before)).map(([row]) => row);
      const left = first(
        db,
        sql`SELECT 1 FROM collection_images AS p JOIN collections AS c ON c.id = p.collection WHERE c.name = ${change.collection}`,
      );
      if (made && left === undefined) removeCollection(db, change.collection);
      return taken;
    }
    case 'removeFromCollection':
      return putBack(
        db,
        change.collection,
        before.flatMap(({ value, rows }) => rows.map((row) => [row, value ?? 0] as const)),
        now,
      );
    default:
      return assertNever(change);
  }
};

/** Takes a change back, but for what was changed again since; answers the rows that became different. */
export const revertChange = (db: Store, step: Extract<UndoStep, { kind: 'change' }>, now: number): number[] =>
  transaction(db, () => revert(db, step, now));
