import { logLinear } from './align-your-steps.ts';

/** A list that a person typed or drew: descending, from above 0 down to 0 or above. Throws RangeError on any other. */
export const listedSigmas = (sigmas: readonly number[], steps: 'as they are' | number): number[] => {
  if (sigmas.length < 2) throw new RangeError('A list of noise levels needs at least two: where it starts and where it ends');
  const wrong = sigmas.findIndex((sigma, i) => !Number.isFinite(sigma) || sigma < 0 || (i > 0 && sigma > sigmas[i - 1]!));
  if (wrong >= 0)
    throw new RangeError(`Noise levels have to fall from one to the next, down to 0; number ${wrong + 1} is ${sigmas[wrong]}`);
  if (sigmas[0] === 0) throw new RangeError('A list of noise levels cannot start at 0');
  if (steps === 'as they are') return [...sigmas];
  const positive = sigmas.filter((sigma) => sigma > 0);
  return positive.length < sigmas.length ? [...logLinear(positive, steps), 0] : logLinear(positive, steps + 1);
};
