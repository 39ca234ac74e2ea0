import type { Latent } from '../latent.ts';
import type { OptionSpecs } from '../options.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

export type Batch = Readonly<{ batchIndex: number; batchCount: number }>;

export const batchOptions = {
  batchIndex: {
    kind: 'number',
    label: 'Picture of the batch',
    explanation: 'Which picture of a batch drawn in one piece this is, counted from 0.',
    min: 0,
    max: 999,
    step: 1,
    default: 0,
  },
  batchCount: {
    kind: 'number',
    label: 'Batch size',
    explanation: 'How many pictures were drawn in one piece: one seed for all, each a slice of the draw.',
    min: 1,
    max: 1000,
    step: 1,
    default: 1,
  },
} as const satisfies OptionSpecs;

/** One picture's slice of a draw over the whole batch. Throws RangeError where the batch has no such picture. */
export const sliceOf = ({ batchIndex, batchCount }: Batch, randn: (length: number) => Latent): ((length: number) => Latent) => {
  if (batchIndex >= batchCount) throw new Refusal(sentence('noise.no-picture', { count: batchCount, index: batchIndex }));
  return (length) => randn(batchCount * length).slice(batchIndex * length, (batchIndex + 1) * length);
};
