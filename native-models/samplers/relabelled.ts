import type { Latent } from '../latent.ts';
import type { Sampler } from './sampler.ts';

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
  async function* (run) {
    const { sigmas } = run;
    const count = sigmas.length - 1;
    let x = run.x;
    for (let index = 0; index < count; index++) {
      const landed = landings[index]!;
      const sigmaNext = sigmas[index + 1]!;
      for await (const step of sampler({ ...run, x, sigmas: [sigmas[index]!, landed] })) {
        x = landed === sigmaNext ? step.x : rescale(step.x, landed, sigmaNext);
        x = (yield { ...step, index, count, sigmaNext, x }) ?? x;
      }
    }
    return x;
  };
