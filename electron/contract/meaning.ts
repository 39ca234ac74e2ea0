import { z } from 'zod';
import { ImageId } from './ids.ts';
import { Words } from './words.ts';

/** How far the library is looked at for search by meaning, and by what. */
export const Meaning = z.strictObject({
  /** `waiting` while pictures are made or looked at; `failed` says why in `problem`, and is tried again at the next start or choice. */
  state: z.enum(['off', 'no-clip', 'paused', 'working', 'waiting', 'done', 'failed']),
  clip: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** Pictures that it has seen, of all that can be read; `unread` cannot. */
  seen: z.int(),
  all: z.int(),
  unread: z.int(),
  problem: Words.nullable(),
});
export type Meaning = z.output<typeof Meaning>;

/** How well one text describes a picture: the cosine of their vectors, −1 to 1. */
export const TextFit = z.strictObject({ text: z.string(), score: z.number() });

/**
 * How well a picture fits its prompt, beside other prompts: `rank` 1 is the best of `of`. `best` are the most fitting, the prompt's own among
 * them or last. The others are prompts of the library, and where it has few, captions that go with nothing in particular.
 */
export const Fit = z.strictObject({
  prompt: z.string(),
  score: z.number(),
  rank: z.int(),
  of: z.int(),
  best: z.array(TextFit),
  clip: z.string(),
});
export type Fit = z.output<typeof Fit>;

/** Pictures by how well they fit their prompts, the best first; those that cannot be read are last, with null. */
export const Ranking = z.array(z.strictObject({ id: ImageId, score: z.number().nullable() }));
export type Ranking = z.output<typeof Ranking>;
/** More than this are no candidates any more. */
export const mostCandidates = 500;
