import type { Recipe } from '../contract/recipe.ts';
import type { Store } from './open.ts';
import { run, sql } from './sql.ts';

type Link = Readonly<{ how: string; parent: string; step: number | null }>;

/** From which pictures a recipe starts or continues: by content (SHA-256), a branch by the run (UUID) that it left. */
export const linksOf = ({ source, branch, lineage }: Recipe): readonly Link[] => [
  ...(source === null || source.image === lineage?.parent
    ? []
    : [{ how: source.mask === null ? 'source' : 'mask', parent: source.image, step: null }]),
  ...(branch === null ? [] : [{ how: 'branch', parent: branch.job, step: branch.step }]),
  ...(lineage === null ? [] : [{ ...lineage, step: null }]),
];

/** Records where the picture of this row number came from. */
export const insertLinks = (db: Store, row: number, recipe: Recipe): void => {
  for (const { how, parent, step } of linksOf(recipe))
    run(db, sql`INSERT INTO image_links (image, how, parent, step) VALUES (${row}, ${how}, ${parent}, ${step})`);
};
