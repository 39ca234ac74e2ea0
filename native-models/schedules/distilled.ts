import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';
/**
 * Timesteps of a distilled model (LCM, TCD): `original` evenly spaced ones that it was taught at, k − 1, 2k − 1, …, of which a run visits `steps`
 * from the top (diffusers' LCMScheduler). A `share` below 1 keeps only the lowest of them.
 */
export const distilledTimesteps = (trained: number, original: number, steps: number, share = 1): number[] => {
  const stride = Math.floor(trained / original);
  const kept = Math.trunc(original * share);
  const taught = Array.from({ length: kept }, (_, i) => (kept - i) * stride - 1);
  if (steps > kept) throw new Refusal(sentence('schedule.distilled', { original, steps, kept }));
  return Array.from({ length: steps }, (_, i) => taught[Math.floor((i * kept) / steps)]!);
};
