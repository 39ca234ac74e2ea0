import { z } from 'zod';
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

/** Where things lie on this computer. */
export const Places = z.strictObject({
  library: z.string(),
  models: z.string(),
  store: z.string(),
  exports: z.string(),
  move: LibraryMove.nullable(),
});
export type Places = z.output<typeof Places>;
