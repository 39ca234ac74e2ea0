import { interpolate, linspace } from './ranges.ts';

/** Noise levels optimised for one model each, in ten steps (Sabour et al., 2024). */
export const alignedSteps = {
  sd1: [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029],
  sdxl: [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.38, 0.234, 0.113, 0.029],
} as const;

/** `count` points on the line through the given ones in ln σ. */
export const logLinear = (sigmas: readonly number[], count: number): number[] => {
  const places = linspace(0, 1, sigmas.length);
  const logs = sigmas.map(Math.log);
  return linspace(0, 1, count).map((place) => Math.exp(interpolate(place, places, logs)));
};

/**
 * The aligned steps for any count. The authors and ComfyUI put n + 1 points on the curve and call the last one 0; A1111 puts n points on it and
 * appends a 0, which makes every step a little different.
 */
export const alignYourSteps = (model: keyof typeof alignedSteps, reading: 'authors' | 'a1111', steps: number): number[] =>
  reading === 'authors' ? [...logLinear(alignedSteps[model], steps + 1).slice(0, -1), 0] : [...logLinear(alignedSteps[model], steps), 0];
