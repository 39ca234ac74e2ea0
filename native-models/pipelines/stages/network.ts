import type { Network } from '../../denoisers/network.ts';
import type { Latent } from '../../latent.ts';
import type { Port } from '../../sessions/port.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import type { Model } from '../model.ts';
import type { Text } from './text.ts';

/** What the denoiser is told beside the latent and the time. */
export type Condition = Text &
  Readonly<{
    timeIds: Numbers | null;
    timestepCond: Numbers | null;
    /** Channels that follow the latent's own: mask and masked picture of inpainting nets, the picture of editing nets. As many in every row. */
    extra: Float32Array | null;
  }>;

export type LatentShape = Readonly<{ channels: number; height: number; width: number }>;

/** Counts network calls: one forward of one picture each. */
export type CallCounter = { count: number };

const rows = (parts: readonly Numbers[]): Numbers => {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const length = first!.data.length;
  const data = new Float32Array(length * parts.length);
  parts.forEach((part, row) => data.set(Float32Array.from(part.data), row * length));
  return { data, dims: [parts.length, ...first!.dims.slice(1)] };
};

/** A timestep as the graph wants it: a scalar, one for all, or one a row. */
const timestepFor = (port: Port, sampleBatch: Port['shape'][number] | undefined, timestep: number, batch: number): Numbers => {
  const [length] = port.shape;
  if (length === undefined) return { data: [timestep], dims: [] };
  const count = typeof length === 'number' ? length : length !== '' && length === sampleBatch ? batch : 1;
  return { data: Array.from({ length: count }, () => timestep), dims: [count] };
};

/** The answers of the denoising network to `inputs`, one for each condition, in one forward. */
export type BatchNetwork = (inputs: readonly Latent[], timestep: number, conditions: readonly Condition[]) => Promise<readonly Latent[]>;

/** Binds the denoiser's session. A graph of a fixed batch gets its rows repeated until it is full. */
export const batchNetwork = async (model: Model, shape: LatentShape): Promise<BatchNetwork> => {
  const { role, source } = model.parts.denoiser;
  const session = await model.session(source);
  const own = shape.channels * shape.height * shape.width;
  return async (inputs, timestep, conditions) => {
    const batch = typeof role.batch === 'number' ? Math.max(role.batch, inputs.length) : inputs.length;
    const filled = <T>(items: readonly T[]): readonly T[] => Array.from({ length: batch }, (_, row) => items[row % items.length]!);
    const told = filled(conditions);
    const each = own + (told[0]?.extra?.length ?? 0);
    const sample = new Float32Array(batch * each);
    filled(inputs).forEach((input, row) => {
      sample.set(input, row * each);
      sample.set(told[row]?.extra ?? [], row * each + own);
    });
    const channels = each / (shape.height * shape.width);
    const feeds: Record<string, Numbers> = {
      [role.sample.name]: { data: sample, dims: [batch, channels, shape.height, shape.width] },
      [role.timestep.name]: timestepFor(role.timestep, role.sample.shape[0], timestep, batch),
      [role.context.name]: rows(told.map(({ context }) => context)),
    };
    const optional = (port: Port | null, parts: readonly (Numbers | null)[]): void => {
      const present = parts.filter((part) => part !== null);
      if (port !== null && present.length === parts.length) feeds[port.name] = rows(present);
    };
    optional(
      role.textEmbeds,
      told.map(({ pooled }) => pooled),
    );
    optional(
      role.timeIds,
      told.map(({ timeIds }) => timeIds),
    );
    optional(
      role.timestepCond,
      told.map(({ timestepCond }) => timestepCond),
    );
    const results = await session.run(feeds, [role.output.name]);
    const { data } = results[role.output.name]!;
    const answers = data instanceof Float32Array ? data : Float32Array.from(data);
    const perRow = answers.length / batch;
    return inputs.map((_, row) => new Float64Array(answers.subarray(row * perRow, row * perRow + own)));
  };
};

/** A maker of networks, one for each condition, that run one after the other. */
export const singleNetworks =
  (run: BatchNetwork, counter: CallCounter) =>
  (condition: Condition): Network =>
  async (input, timestep, signal) => {
    signal.throwIfAborted();
    counter.count++;
    const [output] = await run([input], timestep, [condition]);
    return output!;
  };
