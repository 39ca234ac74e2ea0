import { euler } from './euler.ts';
import type { Sampler } from './sampler.ts';

/** For methods that take only the ends of the schedule: where nothing lies between the first sigma and the last above 0, all that is left is the step to 0. */
export const betweenEnds =
  (sampler: Sampler): Sampler =>
  (run) => {
    const positive = run.sigmas.filter((sigma) => sigma > 0);
    const nothingBetween = positive[0] === positive.at(-1) && run.sigmas.at(-1) === 0;
    return nothingBetween ? euler()({ ...run, sigmas: [positive[0]!, 0] }) : sampler(run);
  };
