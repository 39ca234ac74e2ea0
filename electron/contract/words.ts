import { z } from 'zod';
import {
  isSentenceId,
  type Filling as Fill,
  type Sentence,
  type SentenceId,
  type Words as Said,
} from '../../native-models/words/sentence.ts';

/** A sentence that a newer Tincture has left in a store, and this one does not know, is said to be unknown. */
const Id: z.ZodType<SentenceId> = z.string().transform((id) => (isSentenceId(id) ? id : 'words.unknown'));

/** What is said to a person travels without a language; each side says it in its own (`words/`). */
export const Words: z.ZodType<Said> = z.lazy(() => z.union([z.string(), SentenceOf, z.array(Words)]));
export type Words = z.output<typeof Words>;
const Filling: z.ZodType<Fill> = z.union([
  z.number(),
  z.strictObject({ bytes: z.number() }),
  z.strictObject({ pixels: z.number() }),
  Words,
]);
const SentenceOf: z.ZodType<Sentence> = z.strictObject({ id: Id, with: z.record(z.string(), Filling) });
