import { logLinear } from './align-your-steps.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

/** A list that a person typed or drew: descending, from above 0 down to 0 or above. Throws RangeError on any other. */
export const listedSigmas = (sigmas: readonly number[], steps: 'as they are' | number): number[] => {
  if (sigmas.length < 2) throw new Refusal(sentence('levels.two'));
  const wrong = sigmas.findIndex((sigma, i) => !Number.isFinite(sigma) || sigma < 0 || (i > 0 && sigma > sigmas[i - 1]!));
  if (wrong >= 0) throw new Refusal(sentence('levels.fall', { index: wrong + 1, value: sigmas[wrong] ?? 0 }));
  if (sigmas[0] === 0) throw new Refusal(sentence('levels.zero'));
  if (steps === 'as they are') return [...sigmas];
  const positive = sigmas.filter((sigma) => sigma > 0);
  return positive.length < sigmas.length ? [...logLinear(positive, steps), 0] : logLinear(positive, steps + 1);
};
