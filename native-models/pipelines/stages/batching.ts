import type { Network } from '../../denoisers/network.ts';
import type { Latent } from '../../latent.ts';
import type { BatchNetwork, CallCounter, Condition } from './network.ts';

type Waiting = Readonly<{
  input: Latent;
  timestep: number;
  condition: Condition;
  resolve: (output: Latent) => void;
  reject: (error: unknown) => void;
}>;

/**
 * A maker of networks, one for each condition; calls that are made together (in one turn of the event loop's microtasks) go out as one forward.
 * On a GPU that is nearly free, and graphs of a fixed batch of two want it anyway (`most` is theirs); on a processor it only doubles the memory.
 */
export const batchedNetworks = (run: BatchNetwork, most: number, counter: CallCounter): ((condition: Condition) => Network) => {
  let waiting: Waiting[] = [];
  const flush = async (): Promise<void> => {
    const all = waiting;
    waiting = [];
    const first = all[0]!;
    const { timestep } = first;
    // contexts of different lengths (a long prompt, a short negative one) do not fit into one tensor
    const fits = (call: Waiting): boolean =>
      call.timestep === timestep && call.condition.context.dims[1] === first.condition.context.dims[1];
    const together = all.filter(fits).slice(0, most);
    const others = all.filter((call) => !together.includes(call));
    if (others.length > 0) {
      waiting = others;
      queueMicrotask(() => void flush());
    }
    try {
      const outputs = await run(
        together.map(({ input }) => input),
        timestep,
        together.map(({ condition }) => condition),
      );
      together.forEach(({ resolve }, row) => resolve(outputs[row]!));
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  };
  return (condition) => (input, timestep, signal) => {
    signal.throwIfAborted();
    counter.count++;
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(() => void flush());
      waiting.push({ input, timestep, condition, resolve, reject });
    });
  };
};
