import { z } from 'zod';
import { FileSettings } from './origin.ts';

/** Something that was opened with the studio from outside of it: a picture, a recipe file or a link. It fills the form; it never runs by itself. */
export const Opened = z.strictObject({
  /** The file's name, or `link`. */
  name: z.string(),
  settings: FileSettings,
});
export type Opened = z.output<typeof Opened>;
