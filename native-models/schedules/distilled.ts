/**
 * Timesteps of a distilled model (LCM, TCD): `original` evenly spaced ones that it was taught at, k − 1, 2k − 1, …, of which a run visits `steps`
 * from the top (diffusers' LCMScheduler).
 */
export const distilledTimesteps = (trained: number, original: number, steps: number): number[] => {
  const stride = Math.floor(trained / original);
  const taught = Array.from({ length: original }, (_, i) => (original - i) * stride - 1);
  if (steps > original) throw new RangeError(`a model distilled at ${original} steps cannot run ${steps}`);
  return Array.from({ length: steps }, (_, i) => taught[Math.floor((i * original) / steps)]!);
};
