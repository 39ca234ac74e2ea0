import type { Latent } from '../latent.ts';
import type { Run, Sampler, Standing, Step } from './sampler.ts';

type At<Memory> = Standing & Readonly<{ memory: Memory }>;

/** What a step makes of the state and of the memory. */
export type Moved<Memory> = Readonly<{ x: Latent; denoised: Latent; memory: Memory }>;

/** A step with its place in the run. */
type Placed<Memory> = Moved<Memory> & Readonly<{ count: number; sigma: number; sigmaNext: number }>;

/**
 * A sampler from one step: the loop, the hand-over and the resuming of every method. What goes from step to step is `memory`, which begins as `first`
 * and is plain data (numbers, latents, lists); nothing else is remembered. `step` answers null where the run is over.
 */
export const stepwise = <Memory>(
  first: (run: Run) => Memory,
  step: (run: Run, at: At<Memory>) => Promise<Placed<Memory> | null>,
): Sampler =>
  async function* (run) {
    // a standing comes from the same sampler: its memory is of this kind
    let at: At<Memory> =
      run.from === undefined ? { index: 0, x: run.x, memory: first(run) } : { ...run.from, memory: run.from.memory as Memory };
    for (;;) {
      const placed = await step(run, at);
      if (placed === null) return at.x;
      const x = (yield { index: at.index, ...placed }) ?? placed.x;
      at = { index: at.index + 1, x, memory: placed.memory };
    }
  };

/** A step over two neighbours of the sigmas. */
export type Interval<Memory> = Run & At<Memory> & Readonly<{ count: number; sigma: number; sigmaNext: number }>;

/** A sampler that takes one step for each interval of the sigmas. */
export const alongSigmas = <Memory>(first: Memory, step: (interval: Interval<Memory>) => Promise<Moved<Memory>>): Sampler =>
  stepwise(
    () => first,
    async (run, at) => {
      const count = run.sigmas.length - 1;
      if (at.index >= count) return null;
      const place = { count, sigma: run.sigmas[at.index]!, sigmaNext: run.sigmas[at.index + 1]! };
      return { ...place, ...(await step({ ...run, ...at, ...place })) };
    },
  );

/** The same for a method that remembers nothing. */
export const memoryless = (step: (interval: Interval<null>) => Promise<Omit<Moved<null>, 'memory'>>): Sampler =>
  alongSigmas(null, async (interval) => ({ ...(await step(interval)), memory: null }));

/** The memory of a method that remembers nothing. */
export const nothing = (): null => null;

/** The one step of a run over two sigmas. */
export const only = async (run: ReturnType<Sampler>): Promise<Step> => {
  const { value, done } = await run.next();
  if (done === true) throw new Error('a run over two sigmas has one step');
  return value;
};
