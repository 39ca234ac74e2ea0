/**
 * A straight piece near the noise, where 1 − t is small, then a parabola to 1: Polyak et al. (2024), "Movie Gen", for flow models
 * (`linear_quadratic` of ComfyUI). The first `linear` steps reach 1 − t = `threshold`.
 */
export const linearQuadratic = (steps: number, sigmaMax: number, threshold = 0.025): number[] => {
  if (steps === 1) return [sigmaMax, 0];
  const linear = Math.floor(steps / 2);
  const curved = steps - linear;
  const missing = linear - threshold * steps;
  const square = missing / (linear * curved ** 2);
  const slope = threshold / linear - (2 * missing) / curved ** 2;
  const done = (i: number): number => (i < linear ? (i * threshold) / linear : square * i ** 2 + slope * i + square * linear ** 2);
  return [...Array.from({ length: steps }, (_, i) => sigmaMax * (1 - done(i))), 0];
};
