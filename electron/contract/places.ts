import { z } from 'zod';
import { LibraryReport } from './library-report.ts';
import { AppError } from './result.ts';

/** A move of the library to another folder: copied and compared, then switched in one write, then the old folder is cleared. */
export const LibraryMove = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** `interrupted` and `failed` can be gone on with or given up; the library is where it was. */
  state: z.enum(['copying', 'switching', 'clearing', 'interrupted', 'failed']),
  files: z.int(),
  total: z.int(),
  error: AppError.nullable(),
});
export type LibraryMove = z.output<typeof LibraryMove>;

/** The index made anew from the files of the pictures, while nobody has the library open. */
export const LibraryRebuild = z.strictObject({
  /** Where it `stopped` or `failed` the index is as it was. */
  state: z.enum(['reading', 'done', 'stopped', 'failed']),
  /** Files that were read, of those that there are. */
  done: z.int(),
  total: z.int(),
  result: z
    .strictObject({
      pictures: z.int(),
      unread: LibraryReport.shape.unread,
      /** Where the old index lies now; null where there was none. */
      backup: z.string().nullable(),
      /** Why nothing of the old index could be taken over; null where it was. */
      lost: z.string().nullable(),
    })
    .nullable(),
  error: AppError.nullable(),
});
export type LibraryRebuild = z.output<typeof LibraryRebuild>;

/** Where things lie on this computer. */
export const Places = z.strictObject({
  library: z.string(),
  models: z.string(),
  store: z.string(),
  exports: z.string(),
  move: LibraryMove.nullable(),
  rebuild: LibraryRebuild.nullable(),
});
export type Places = z.output<typeof Places>;
