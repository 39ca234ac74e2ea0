import { z } from 'zod';
import { ImageId } from './records.ts';
import { AppError } from './result.ts';

/** Something that was otherwise when the picture was made: as its recipe says, and as it is here and now. */
export const Difference = z.strictObject({
  what: z.enum([
    'engine',
    'model',
    'weak-model',
    'sampler',
    'schedule',
    'guidance',
    'noise',
    'prior',
    'prompt-syntax',
    'provider',
    'size',
    'format',
    // of another program, with no place here
    'setting',
  ]),
  made: z.string(),
  now: z.string(),
});
export type Difference = z.output<typeof Difference>;

/** How close a second run of a picture's own recipe came to its file. */
export const Verification = z.strictObject({
  /** `close`: no eye sees it (40 dB or more); `impossible`: the recipe cannot be run here, `error` says why. */
  verdict: z.enum(['identical', 'close', 'different', 'impossible']),
  /** Peak signal-to-noise ratio in dB over all channels; null where the pixels are the same or cannot be compared. */
  psnr: z.number().nullable(),
  /** Largest difference of a channel, of 255. */
  largest: z.int().nullable(),
  /** Share of pixels that differ, 0 to 1. */
  changed: z.number().nullable(),
  /** In the order in which they matter; empty where everything was the same. */
  differences: z.array(Difference),
  milliseconds: z.number(),
  error: AppError.nullable(),
});
export type Verification = z.output<typeof Verification>;

export const VerifyProgress = z.strictObject({ image: ImageId, step: z.int(), steps: z.int() });
