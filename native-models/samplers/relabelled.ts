import type { Latent } from '../latent.ts';
import type { Sampler } from './sampler.ts';
import { memoryless, only } from './stepwise.ts';

/**
 * A memoryless sampler whose step i lands on `landings[i]`, while the next call says the state is at `sigmas[i + 1]`: what a scheduler does that
 * counts back by a fixed stride (diffusers' DDIMScheduler) when the stride and its list of timesteps disagree. `rescale` is how the state changes
 * when one sigma is called another; where both agree, this is the sampler itself.
 */
export const relabelled = (
  sampler: Sampler,
  landings: readonly number[],
  rescale: (x: Latent, landed: number, called: number) => Latent,
): Sampler =>
  memoryless(async (interval) => {
    const { index, x, sigma, sigmaNext } = interval;
    const landed = landings[index]!;
    const step = await only(sampler({ ...interval, x, sigmas: [sigma, landed], from: undefined }));
    return { x: landed === sigmaNext ? step.x : rescale(step.x, landed, sigmaNext), denoised: step.denoised };
  });
