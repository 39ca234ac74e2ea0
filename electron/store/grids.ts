import { z } from 'zod';
import { type Grid, GridCell, GridDefinition, GridId, type GridSummary } from '../contract/grid.ts';
import type { JobId } from '../contract/records.ts';
import type { Store } from './open.ts';
import { json } from './rows.ts';
import { type Query, all, first, run, sql } from './sql.ts';

const Row = z
  .object({ id: GridId, definition: json.pipe(GridDefinition), created_at: z.int() })
  .transform(({ created_at: createdAt, ...row }) => ({ ...row, createdAt }));
const CellRow = GridCell.extend({ error: json.pipe(GridCell.shape.error) }).or(GridCell);
const Counts = z.object({ cells: z.int(), done: z.int(), failed: z.int(), open: z.int() });

/** Keeps a grid whose cells, in their order, are these generations. */
export const addGrid = (
  db: Store,
  { id, definition, jobs, createdAt }: { id: GridId; definition: GridDefinition; jobs: readonly JobId[]; createdAt: number },
): void => {
  run(db, sql`INSERT INTO grids (id, definition, created_at) VALUES (${id}, ${JSON.stringify(definition)}, ${createdAt})`);
  run(db, sql`INSERT INTO grid_cells (grid_id, cell, generation_id) SELECT ${id}, key, value FROM json_each(${JSON.stringify(jobs)})`);
};

/** The query of a grid's cells: apart, so that its plan can be tested. */
export const cellsQuery = (id: GridId): Query =>
  sql`SELECT g.id AS job, g.state, g.error,
        (SELECT i.id FROM images AS i WHERE i.generation_id = g.id AND i.deleted_at IS NULL LIMIT 1) AS image
      FROM grid_cells AS c JOIN generations AS g ON g.id = c.generation_id WHERE c.grid_id = ${id} ORDER BY c.cell`;

export const gridById = (db: Store, id: GridId): Grid | null => {
  const row = first(db, sql`SELECT * FROM grids WHERE id = ${id}`);
  return row === undefined ? null : { ...Row.parse(row), cells: z.array(CellRow).parse(all(db, cellsQuery(id))) };
};

/** Every grid with how far it is, newest first. */
export const listGrids = (db: Store): GridSummary[] =>
  z.array(z.intersection(Row, Counts)).parse(
    all(
      db,
      sql`SELECT r.*, count(*) AS cells, sum(g.state = 'done') AS done, sum(g.state = 'failed') AS failed,
                sum(g.state IN ('waiting', 'running')) AS open
            FROM grids AS r JOIN grid_cells AS c ON c.grid_id = r.id JOIN generations AS g ON g.id = c.generation_id
            GROUP BY r.id ORDER BY r.created_at DESC, r.id DESC`,
    ),
  );

/** Forgets a grid; its pictures stay. */
export const removeGrid = (db: Store, id: GridId): void => {
  run(db, sql`DELETE FROM grids WHERE id = ${id}`);
};
