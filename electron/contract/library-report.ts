import { z } from 'zod';
import { Words } from './words.ts';

/** What a look at the library's files found. Names are below the library folder. */
export const LibraryReport = z.strictObject({
  checkedAt: z.number(),
  /** `quick` compares names, sizes and times, and reads what looks different; `thorough` reads every file. */
  how: z.enum(['quick', 'thorough']),
  /** Pictures that the index knows. */
  pictures: z.int(),
  /** Found on the disk and taken into the index. */
  added: z.array(z.string()),
  /** Under another name than before. */
  moved: z.array(z.strictObject({ from: z.string(), to: z.string() })),
  missing: z.array(z.string()),
  /** Other bytes than those that were written. */
  changed: z.array(z.string()),
  /** Picture files that are not in the index, and why. */
  unread: z.array(z.strictObject({ file: z.string(), reason: Words })),
});
export type LibraryReport = z.output<typeof LibraryReport>;
