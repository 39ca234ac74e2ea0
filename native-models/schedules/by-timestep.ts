import { betaQuantile } from './incomplete-beta.ts';
import type { Levels } from './levels.ts';
import { linspace, roundHalfEven } from './ranges.ts';

type Request = Readonly<{ levels: Levels; steps: number }>;

const ends = ({ timestepAt, sigmaMin, sigmaMax }: Levels) => ({ top: timestepAt(sigmaMax), bottom: timestepAt(sigmaMin) });

/** Even steps over the timesteps, both ends visited, then 0 (k-diffusion `get_sigmas`; A1111's Uniform and Normal, ComfyUI's normal). */
export const normal = ({ levels, steps }: Request): number[] => {
  const { top, bottom } = ends(levels);
  return [...linspace(top, bottom, steps).map(levels.sigmaAt), 0];
};

/** The same with one step more, whose end is left out: the last step is as long as the others (Stability's SGM, `sgm_uniform`). */
export const sgmUniform = ({ levels, steps }: Request): number[] => {
  const { top, bottom } = ends(levels);
  return [
    ...linspace(top, bottom, steps + 1)
      .slice(0, -1)
      .map(levels.sigmaAt),
    0,
  ];
};

/** Every so many-th of the model's own sigmas from the top, then 0 (`simple` of A1111 and ComfyUI). */
export const simple = ({ levels, steps }: Request): number[] => {
  const { top } = ends(levels);
  const stride = levels.trained / steps;
  return [...linspace(0, steps - 1, steps).map((i) => levels.sigmaAt(top - Math.trunc(i * stride))), 0];
};

/**
 * The timesteps of the first DDIM code: 1, 1 + s, 1 + 2s, … with s = ⌊T/n⌋, as many as there are, then 0. Where n does not divide T that is a
 * step or more over n (`ddim_uniform` of A1111 and ComfyUI).
 */
export const ddimUniform = ({ levels, steps }: Request): number[] => {
  const { bottom } = ends(levels);
  const stride = Math.max(Math.floor(levels.trained / steps), 1);
  const count = Math.ceil((levels.trained - 1) / stride);
  return [...Array.from({ length: count }, (_, i) => levels.sigmaAt(bottom + 1 + (count - 1 - i) * stride)), 0];
};

/** The quantiles of Beta(α, β) as timesteps, each visited once, then 0: ComfyUI's reading of the beta schedule. */
export const betaTimesteps = ({ levels, steps }: Request, a: number, b: number): number[] => {
  const { top, bottom } = ends(levels);
  const places = Array.from({ length: steps }, (_, i) => roundHalfEven(betaQuantile(1 - i / steps, a, b) * (top - bottom)));
  return [...places.filter((place, i) => place !== places[i - 1]).map((place) => levels.sigmaAt(bottom + place)), 0];
};
