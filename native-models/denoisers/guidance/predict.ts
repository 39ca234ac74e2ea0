import type { Denoise } from '../../samplers/sampler.ts';
import type { ConditionName, Predict } from './guidance.ts';

/** One pass after the other: on a CPU a batch of two costs two passes and twice the memory. */
export const oneByOne =
  (denoisers: Readonly<Partial<Record<ConditionName, Denoise>>>): Predict =>
  async (conditions, x, sigma, signal) => {
    const predictions = [];
    for (const condition of conditions) {
      const denoise = denoisers[condition];
      if (denoise === undefined) throw new Error(`Nothing was prepared for the ${condition} condition`);
      predictions.push(await denoise(x, sigma, signal));
    }
    return predictions;
  };
