import { z } from 'zod';

/** A window's commands as the system's menu shows them, in the user's language. */
export const MenuBar = z
  .array(
    z.strictObject({
      label: z.string().max(200),
      items: z
        .array(
          z.strictObject({
            command: z.string().max(100),
            label: z.string().max(200),
            /** As commands write them, `mod+Shift+X`; null where there are none. */
            keys: z.string().max(40).nullable(),
            enabled: z.boolean(),
          }),
        )
        .max(200),
    }),
  )
  .max(20);
export type MenuBar = z.output<typeof MenuBar>;
