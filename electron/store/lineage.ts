import { z } from 'zod';
import type { ImageId } from '../contract/ids.ts';
import { Kin, type Lineage } from '../contract/order.ts';
import type { Store } from './open.ts';
import { type Query, all, sql } from './sql.ts';

/** From which pictures this one came: those whose content, or whose run, its recipe names. The image is null where it is not in the library. */
export const parentsQuery = (id: ImageId): Query =>
  sql`SELECT l.how, l.step, coalesce(
        (SELECT p.id FROM images AS p WHERE p.sha256 = l.parent AND p.deleted_at IS NULL LIMIT 1),
        (SELECT p.id FROM images AS p WHERE p.generation_id = l.parent AND p.deleted_at IS NULL LIMIT 1)) AS image
      FROM image_links AS l WHERE l.image = (SELECT row FROM images WHERE id = ${id})`;

/** Which pictures came from this one, the oldest first. */
export const childrenQuery = (id: ImageId): Query =>
  sql`SELECT l.how, l.step, c.id AS image FROM images AS i
      JOIN image_links AS l ON l.parent IN (i.sha256, i.generation_id)
      JOIN images AS c ON c.row = l.image
      WHERE i.id = ${id} AND c.deleted_at IS NULL AND c.row <> i.row ORDER BY c.row`;

/** One step both ways along what pictures were made from. */
export const lineageOf = (db: Store, id: ImageId): Lineage => ({
  parents: z.array(Kin).parse(all(db, parentsQuery(id))),
  children: z.array(Kin).parse(all(db, childrenQuery(id))),
});
